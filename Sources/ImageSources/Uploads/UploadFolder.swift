public import ImageSearch
import LocalFiles
import Scheduling

/// Keeps uploaded pictures in a folder, each under the digest of its bytes: `ab/abcdef….jpg`.
///
/// A file appears under its name only when it is whole and on the disk. An upload that was cut off leaves at most a
/// hidden file, which no listing shows. Only the owner of folder and files can read them.
public struct UploadFolder: UploadStore {
    private let root: String
    private let part: @Sendable () async throws -> SourcePart
    /// Its own, so that uploads and searches do not wait for each other's disks.
    private let threads = BlockingThreads("uploads", limit: 8)

    /// Names a folder for uploads; it is made with the first one.
    ///
    /// - Parameters:
    ///   - root: the folder's path.
    ///   - part: tells for each picture what the folder is to the store at that moment, so that kept pictures are what a
    ///     ``FolderSource`` of the folder lists.
    public init(root: String, part: @escaping @Sendable () async throws -> SourcePart) {
        self.root = root
        self.part = part
    }

    /// Makes the folder, closes it to all but its owner, and sees whether files can be kept in it.
    ///
    /// - Throws: ``SourceError`` that says why none can.
    public func prepare() async throws {
        do {
            try await threads.run { [root] in
                try makePrivateFolder(root)
                try verifyWritable(root)
            }
        } catch let error as SystemError {
            throw SourceError("no upload can be kept in \(root) (\(error))", hint: .uploadsFolder)
        }
    }

    /// Writes a picture's bytes unless they are kept already.
    ///
    /// - Throws: ``StoreError``: `full` when the disk is, `failed` for anything else.
    public func keep(_ bytes: [UInt8], content: ContentHash, format: ImageFormat) async throws -> PictureFile {
        let path = Self.path(of: content, format)
        let location = try await part().location(of: path)
        do {
            let status = try await threads.run { [root, target = "\(root)/\(path)"] in
                if let kept = try Self.status(of: target, holding: bytes) { return kept }
                try makePrivateFolder(root)
                try AtomicFile.write(bytes, to: target, access: .owner)
                return try FileStatus(of: target, followingLinks: false)
            }
            return PictureFile(location: location, size: status.size, modified: status.modified)
        } catch let error as SystemError {
            throw Self.storeError(error)
        }
    }

    /// Deletes a picture's file when it lies where ``keep(_:content:format:)`` puts that content.
    ///
    /// - Throws: ``StoreError`` with code `failed`.
    public func remove(_ location: PictureLocation, content: ContentHash) async throws -> Bool {
        let part = try await part()
        let path = ImageFormat.allCases.map { Self.path(of: content, $0) }.first { part.location(of: $0) == location }
        guard let path else { return false }
        do {
            try await threads.run { [root] in try removeFile("\(root)/\(path)") }
            return true
        } catch let error as SystemError {
            throw StoreError(.failed, "the uploaded picture could not be deleted", cause: "\(error)")
        }
    }

    /// Where a content is kept, within the folder.
    private static func path(of content: ContentHash, _ format: ImageFormat) -> String {
        let digest = content.description
        return "\(digest.prefix(2))/\(digest).\(format.fileExtension)"
    }

    /// What lies at a path, when that is a file of these bytes; one that was overwritten is to be written again.
    private static func status(of target: String, holding bytes: [UInt8]) throws(SystemError) -> FileStatus? {
        guard let status = try? FileStatus(of: target, followingLinks: false), status.kind == .file else { return nil }
        guard status.size == bytes.count, let kept = try? OpenFile(reading: target).read(bytes.count) else {
            return nil
        }
        return kept == bytes ? status : nil
    }

    static func storeError(_ error: SystemError) -> StoreError {
        error.isFull
            ? StoreError(.full, "no space is left to keep uploaded pictures", cause: "\(error)")
            : StoreError(.failed, "the uploaded picture could not be kept", cause: "\(error)")
    }
}
