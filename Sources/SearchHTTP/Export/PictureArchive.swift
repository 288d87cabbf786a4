import Hummingbird
import ImageSearch
import NIOCore

/// Sends the files of pictures as one archive, one after another, no faster than they are taken.
struct PictureArchive: Sendable {
    /// So much is in memory of each archive that is sent.
    private static let piece = 256 << 10

    let pictures: [StoredPicture]
    let originals: any Originals

    func write(to writer: inout any ResponseBodyWriter) async throws {
        var (archive, names, missing) = (ZipArchive(), ArchiveNames(), "")
        for picture in pictures {
            let reason: String?
            do {
                let file = try await originals.open(picture.location)
                let name = names.name(for: picture.location.description)
                reason = try await write(file, as: name, &archive, to: &writer)
            } catch let error as PictureError {
                reason = error.code == .vanished ? "the file is gone" : "the file cannot be read: \(error.code)"
            } catch is SourceError {
                reason = "its source cannot be read now"
            }
            if let reason { missing += "\(picture.location): \(reason)\n" }
        }
        if !missing.isEmpty {
            try await writer.write(archive.text(missing, as: names.name(for: "not-in-this-archive.txt")))
        }
        try await writer.write(archive.directory())
        try await writer.finish(nil)
    }

    /// Sends one file.
    ///
    /// - Returns: why it is not there as a whole; `nil` when it is.
    private func write(
        _ file: any Original, as name: String, _ archive: inout ZipArchive, to writer: inout any ResponseBodyWriter
    ) async throws -> String? {
        let size = Int(file.state.size)
        var (start, checksum) = (0, CRC32())
        // The first part before the name: a file that cannot be read has no entry.
        var bytes = try await file.read(0..<min(Self.piece, size))
        let modified = PictureDate(facts: nil, state: file.state).wallClock
        try await writer.write(archive.begin(name, size: UInt64(size), modified: modified))
        while !bytes.isEmpty {
            checksum.update(bytes)
            try await writer.write(ByteBuffer(bytes: bytes))
            start += bytes.count
            guard start < size, let next = try? await file.read(start..<min(start + Self.piece, size)) else { break }
            bytes = next
        }
        try await writer.write(archive.end(checksum: checksum.value, size: UInt64(start)))
        return start == size ? nil : "the file was cut short while it was sent"
    }
}

extension ZipArchive {
    /// A whole file of text.
    fileprivate mutating func text(_ text: String, as name: String) -> ByteBuffer {
        let bytes = Array(text.utf8)
        var checksum = CRC32()
        checksum.update(bytes)
        var buffer = begin(name, size: UInt64(bytes.count), modified: 0)
        buffer.writeBytes(bytes)
        buffer.writeImmutableBuffer(end(checksum: checksum.value, size: UInt64(bytes.count)))
        return buffer
    }
}
