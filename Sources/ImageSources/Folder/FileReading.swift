import ImageSearch
import LocalFiles

extension FolderRoot {
    /// The bytes of a file below.
    ///
    /// - Throws: ``PictureError`` when this file cannot be read, ``SourceError`` when the whole folder is gone.
    func read(_ relative: String, maxBytes: Int) throws -> [UInt8] {
        try told {
            let file = try opened(relative)
            let size = try file.status().size
            guard size <= maxBytes else { throw PictureError(.tooManyBytes, "\(size) bytes, the limit is \(maxBytes)") }
            let bytes = try file.read(Int(size))
            guard bytes.count == size else { throw PictureError(.vanished, "it became shorter while it was read") }
            return bytes
        }
    }

    /// Opens a file below.
    ///
    /// - Throws: as ``read(_:maxBytes:)`` does.
    func open(_ relative: String) throws -> OpenFile {
        do { return try opened(relative) } catch let error as SystemError { throw try picture(error) }
    }

    private func told<Value>(_ work: () throws -> Value) throws -> Value {
        do { return try work() } catch let error as SystemError { throw try picture(error) }
    }

    /// What a failure means for one picture; thrown when the whole folder is gone.
    private func picture(_ error: SystemError) throws -> PictureError {
        try verify()
        return error.isGone ? PictureError(.vanished, "it is gone") : PictureError(.unreadable, "\(error)")
    }

    private func opened(_ relative: String) throws -> OpenFile {
        let realPath = try realPath(path(of: relative))
        guard contains(realPath) else { throw PictureError(.unreadable, "it lies outside the picture folder") }
        // Looked at before it is opened, because opening a pipe or a device can have effects.
        guard try FileStatus(of: realPath, followingLinks: false).kind == .file else { throw notAFile }
        let file = try OpenFile(reading: realPath)
        guard try file.status().kind == .file else { throw notAFile }
        return file
    }

    private var notAFile: PictureError { PictureError(.unreadable, "it is not a regular file") }
}
