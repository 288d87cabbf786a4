import ImageSearch
import LocalFiles

extension FolderRoot {
    /// The bytes of a file below.
    ///
    /// - Throws: ``PictureError`` when this file cannot be read, ``SourceError`` when the whole folder is gone.
    func read(_ relative: String, maxBytes: Int) throws -> [UInt8] {
        do {
            return try contents(of: realPath(path(of: relative)), maxBytes: maxBytes)
        } catch let error as SystemError {
            try verify()
            if error.isGone { throw PictureError(.vanished, "it is gone") }
            throw PictureError(.unreadable, "\(error)")
        }
    }

    private func contents(of realPath: String, maxBytes: Int) throws -> [UInt8] {
        guard contains(realPath) else { throw PictureError(.unreadable, "it lies outside the picture folder") }
        // Looked at before it is opened, because opening a pipe or a device can have effects.
        guard try FileStatus(of: realPath, followingLinks: false).kind == .file else { throw notAFile }
        let file = try OpenFile(reading: realPath)
        let status = try file.status()
        guard status.kind == .file else { throw notAFile }
        guard status.size <= maxBytes else {
            throw PictureError(.tooManyBytes, "\(status.size) bytes, the limit is \(maxBytes)")
        }
        let bytes = try file.read(Int(status.size))
        guard bytes.count == status.size else { throw PictureError(.vanished, "it became shorter while it was read") }
        return bytes
    }

    private var notAFile: PictureError { PictureError(.unreadable, "it is not a regular file") }
}
