public import ImageSearch
import LocalFiles
import Scheduling
import Synchronization

/// The pictures in a folder and in the folders below it.
///
/// - Files are taken by their ending, or else, where that is wanted, by their first bytes; hidden files and folders are
///   passed over, as are those that systems leave behind.
/// - A link to what is listed at its own place within the folder is passed over, so that a picture is found once and a
///   circle cannot arise; one to a file that is not, a hidden one, is a picture. A link that leads out of the folder, to
///   nothing or in a circle is told and passed over.
/// - Names are kept byte for byte; one that is not valid UTF-8 is told and passed over.
public final class FolderSource: ImageSource {
    /// The name that results show before a picture's path.
    public let name: String
    /// The folder within the source that is listed; empty for all of it.
    public let folder: String
    private let path: String
    private let maxBytes: Int
    private let byContent: Bool
    private let root = Mutex<FolderRoot?>(nil)
    /// Its own, so that a share which hangs holds up nobody else; enough to keep one that is slow to answer busy.
    private let threads = BlockingThreads("folder", limit: 8)

    /// Names a folder as a source; it is looked at when it is listed or read.
    ///
    /// - Parameters:
    ///   - name: the name that results show before a picture's path.
    ///   - root: the folder's path.
    ///   - maxBytes: a larger file is not read.
    ///   - byContent: a file without the ending of a picture is looked into, and taken when its first bytes are a picture's.
    public convenience init(name: String, root: String, maxBytes: Int, byContent: Bool) {
        self.init(SourcePart(source: name, root: root, folder: ""), maxBytes: maxBytes, byContent: byContent)
    }

    /// Takes a folder as what it is to the store.
    ///
    /// - Parameters:
    ///   - part: the source, and which folder of it is listed.
    ///   - maxBytes: a larger file is not read.
    ///   - byContent: a file without the ending of a picture is looked into, and taken when its first bytes are a picture's.
    public init(_ part: SourcePart, maxBytes: Int, byContent: Bool) {
        name = part.source
        folder = part.folder
        path = part.root
        self.maxBytes = maxBytes
        self.byContent = byContent
    }

    /// Looks whether the folder can be listed, before anything is recorded of it.
    ///
    /// - Throws: ``SourceError``.
    public func verify() async throws {
        try await threads.run { [self] in _ = try FolderWalk(of: FolderRoot(path, start: folder), source: name) }
    }

    /// Lists all of it: a folder does not tell what has changed.
    public func changes(since run: Run) async throws -> AsyncThrowingStream<[ListedFile], any Error> {
        let walk = try await walk()
        return AsyncThrowingStream { [threads] in try await threads.run { try walk.next(Run.batch) } }
    }

    /// Lists folder by folder, each in the order of its names' bytes; only what is asked for is looked at.
    ///
    /// A cancellation does not wait for a folder that hangs, nor until the next picture is found.
    public func list() async throws -> AsyncThrowingStream<ListedFile, any Error> {
        let walk = try await walk()
        return AsyncThrowingStream { [threads] in try await threads.run { try walk.next() } }
    }

    private func walk() async throws -> SharedWalk {
        try await threads.run { [self] in
            let root = try FolderRoot(path, start: folder)
            self.root.withLock { $0 = root }
            return try SharedWalk(FolderWalk(of: root, source: name, byContent: byContent))
        }
    }

    /// The bytes of a listed picture, read in one go; a larger file than allowed is refused by its size.
    public func read(_ file: PictureFile) async throws -> [UInt8] {
        try await threads.run { [self] in
            let root = try self.root.withLock { known in
                let root = try known ?? FolderRoot(path, start: folder)
                known = root
                return root
            }
            return try root.read(file.location.path, maxBytes: maxBytes)
        }
    }
}

/// A walk that goes on wherever the listing is asked for its next element.
private final class SharedWalk: Sendable {
    private let walk: Mutex<FolderWalk>

    init(_ walk: FolderWalk) { self.walk = Mutex(walk) }

    func next() throws -> ListedFile? { try walk.withLock { try $0.next() } }

    /// The next files, at most so many; `nil` at the end.
    func next(_ count: Int) throws -> [ListedFile]? {
        try walk.withLock { walk in
            var files: [ListedFile] = []
            while files.count < count, let file = try walk.next() { files.append(file) }
            return files.isEmpty ? nil : files
        }
    }
}
