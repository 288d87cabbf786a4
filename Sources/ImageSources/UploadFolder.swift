import BlockingWork
import FileTransfer
public import ImageSearch

/// Keeps uploaded pictures in a folder, each under the digest of its bytes: `ab/abcdef….jpg`.
///
/// A file appears under its name only when it is whole and on the disk. An upload that was cut off leaves at most a
/// hidden file, which no listing shows.
public struct UploadFolder: UploadStore {
    private let name: String
    private let root: String

    /// Names a folder for uploads; it is made with the first one.
    ///
    /// - Parameters:
    ///   - name: the source that kept pictures belong to, as a ``FolderSource`` of the same folder names it.
    ///   - root: the folder's path.
    public init(name: String, root: String) {
        self.name = name
        self.root = root
    }

    /// Writes a picture's bytes unless they are kept already.
    ///
    /// - Throws: ``StoreError``: `full` when the disk is, `failed` for anything else.
    public func keep(_ bytes: [UInt8], content: ContentHash, format: ImageFormat) async throws -> PictureFile {
        let digest = content.description
        let location = PictureLocation(source: name, path: "\(digest.prefix(2))/\(digest).\(format.fileExtension)")
        do {
            let status = try await blocking { [target = "\(root)/\(location.path)"] in
                if let kept = try? FileStatus(of: target), kept.size == bytes.count { return kept }
                try AtomicFile.write(bytes, to: target)
                return try FileStatus(of: target)
            }
            return PictureFile(location: location, size: status.size, modified: status.modified)
        } catch let error as SystemError {
            throw Self.storeError(error)
        }
    }

    static func storeError(_ error: SystemError) -> StoreError {
        error.isFull
            ? StoreError(.full, "no space is left to keep uploaded pictures", cause: "\(error)")
            : StoreError(.failed, "the uploaded picture could not be kept", cause: "\(error)")
    }
}
