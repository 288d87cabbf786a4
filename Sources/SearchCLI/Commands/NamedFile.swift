import ImageSearch
import LocalFiles

/// A picture as somebody names it on the command line: a file, a link, a pipe, or `-` for standard input.
struct NamedFile: Sendable {
    let path: String
    /// A longer one is refused.
    let maxBytes: Int

    /// The bytes, once all of them are there.
    ///
    /// - Throws: ``SourceError`` when there is nothing to read, ``PictureError`` when it is too long.
    func read() throws -> [UInt8] {
        do { return try contents() } catch let error as SystemError {
            throw SourceError("cannot read \(name): \(error)")
        }
    }

    private func contents() throws -> [UInt8] {
        let file = try path == "-" ? OpenFile(standardInput: ()) : OpenFile(named: path)
        let status = try file.status()
        if status.kind == .folder { throw SourceError("cannot read \(path): it is a folder, not a picture") }
        if status.kind == .file, status.size > maxBytes { throw tooLong }
        let bytes = try file.read(upTo: maxBytes + 1)
        guard bytes.count <= maxBytes else { throw tooLong }
        return bytes
    }

    private var name: String { path == "-" ? "standard input" : path }

    private var tooLong: PictureError {
        PictureError(.tooManyBytes, "\(name) has more than \(maxBytes) bytes; MAX_FILE_MB sets the limit")
    }
}
