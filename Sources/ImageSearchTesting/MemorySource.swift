public import ImageSearch
import Synchronization

/// A source in memory, whose pictures a test adds, changes and takes away.
public final class MemorySource: ImageSource {
    private struct State {
        var files: [String: (bytes: [UInt8], modified: Int64)] = [:]
        var faults: [String: PictureError] = [:]
        var other: [ListedFile] = []
        var failure: SourceError?
    }

    /// The name that locations carry.
    public let name: String
    /// The folder within the source that is listed.
    public let folder: String
    private let state = Mutex(State())

    /// Makes an empty source.
    public init(name: String = "memory", folder: String = "") {
        self.name = name
        self.folder = folder
    }

    /// Adds or replaces a file; `nil` takes it away.
    public func set(_ path: String, _ bytes: [UInt8]?, modified: Int64 = 1) {
        state.withLock { $0.files[path] = bytes.map { ($0, modified) } }
    }

    /// Makes reading one file fail.
    public func makeUnreadable(_ path: String) { fail(path, with: PictureError(.unreadable, "permission denied")) }

    /// Makes reading one file fail in some way, or work again.
    public func fail(_ path: String, with error: PictureError?) { state.withLock { $0.faults[path] = error } }

    /// Has the listing tell of something besides its pictures.
    public func tell(_ listed: ListedFile...) { state.withLock { $0.other = listed } }

    /// Makes the whole source fail, or work again.
    public func fail(with error: SourceError?) { state.withLock { $0.failure = error } }

    /// What is told besides, and then the files in the order of their paths.
    public func changes(since run: Run) async throws -> AsyncThrowingStream<[ListedFile], any Error> {
        let all = try state.withLock { state in
            if let failure = state.failure { throw failure }
            return state.other + state.files.sorted { $0.key < $1.key }.map { listed($0, $1) }
        }
        return AsyncThrowingStream { stream in
            for start in stride(from: 0, to: all.count, by: Run.batch) {
                stream.yield(Array(all[start..<min(start + Run.batch, all.count)]))
            }
            stream.finish()
        }
    }

    private func listed(_ path: String, _ file: (bytes: [UInt8], modified: Int64)) -> ListedFile {
        let state = FileState(size: Int64(file.bytes.count), modified: file.modified)
        return .picture(PictureFile(location: PictureLocation(source: name, path: path), state: state))
    }

    /// The bytes that a test set.
    public func read(_ file: PictureFile) async throws -> [UInt8] {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            let path = file.location.path
            if let fault = state.faults[path] { throw fault }
            guard let bytes = state.files[path]?.bytes else { throw PictureError(.vanished, "it is gone") }
            return bytes
        }
    }
}

/// Keeps uploads in memory.
public final class MemoryUploadStore: UploadStore {
    private let files = Mutex<[String: [UInt8]]>([:])

    /// Makes an empty store.
    public init() {}

    /// The kept bytes by path.
    public var kept: [String: [UInt8]] { files.withLock { $0 } }

    /// Remembers the bytes under their digest.
    public func keep(_ bytes: [UInt8], content: ContentHash, format: ImageFormat) async throws -> PictureFile {
        let path = "\(content).\(format.fileExtension)"
        files.withLock { $0[path] = bytes }
        let location = PictureLocation(source: "uploads", path: path)
        return PictureFile(location: location, size: Int64(bytes.count), modified: 1)
    }

    /// Forgets the bytes that are kept at this place.
    public func remove(_ location: PictureLocation, content: ContentHash) async throws -> Bool {
        guard location.source == "uploads" else { return false }
        files.withLock { $0[location.path] = nil }
        return true
    }
}
