public import ImageSearch
import LocalFiles
import Scheduling
import Synchronization

/// The files of stored pictures in the folders of this machine.
public final class FolderOriginals: Originals {
    /// Tells the real path of a source's folder by the source's name; `nil` when it is not on this machine.
    public typealias Folder = @Sendable (_ source: String) async throws -> String?

    private let folder: Folder
    private let maxBytes: Int
    /// For each folder threads of its own, so that a share which hangs holds up nobody else.
    private let threads = Mutex<[String: BlockingThreads]>([:])

    /// Finds files through the sources that are recorded.
    ///
    /// - Parameters:
    ///   - maxBytes: a larger file is not opened.
    ///   - folder: asked each time, as sources join each other.
    public init(maxBytes: Int, folder: @escaping Folder) {
        self.maxBytes = maxBytes
        self.folder = folder
    }

    /// Opens a file after the same checks as a listing's: it lies within its folder and is a regular file.
    public func open(_ location: PictureLocation) async throws -> any Original {
        guard let path = try await folder(location.source) else {
            throw PictureError(.unreadable, "its folder is not known on this machine")
        }
        let threads = threads(for: path)
        return try await threads.run { [maxBytes] in
            let file = try FolderRoot(path).open(location.path)
            let status = try file.status()
            guard status.size <= maxBytes else {
                throw PictureError(.tooManyBytes, "\(status.size) bytes, the limit is \(maxBytes)")
            }
            return FolderOriginal(
                state: FileState(size: status.size, modified: status.modified), file: file, threads: threads)
        }
    }

    private func threads(for path: String) -> BlockingThreads {
        threads.withLock { known in
            if let threads = known[path] { return threads }
            let threads = BlockingThreads("originals", limit: 4)
            known[path] = threads
            return threads
        }
    }
}

/// An open file of a folder.
private final class FolderOriginal: Original {
    let state: FileState
    private let file: OpenFile
    private let threads: BlockingThreads

    init(state: FileState, file: consuming OpenFile, threads: BlockingThreads) {
        self.state = state
        self.file = file
        self.threads = threads
    }

    func read(_ range: Range<Int>) async throws -> [UInt8] {
        try await threads.run { [self] in
            do throws(SystemError) {
                return try file.read(range.count, at: range.lowerBound)
            } catch {
                throw PictureError(.unreadable, "\(error)")
            }
        }
    }
}
