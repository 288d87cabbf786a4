public import ImageSearch
import LocalFiles
import Scheduling
import Synchronization

/// Keeps thumbnails as files in a folder, within a limit; those that were used least recently go first.
///
/// ```swift
/// let cache = ThumbnailFiles(folder: "data/thumbnails", limit: 1 << 30) { log.warning("\($0)") }
/// ```
///
/// A file is there whole or not at all, and is held against its checksum when it is read: one that is broken counts as none. The
/// folder is a cache: it may be deleted at any time, also while the program runs.
public final class ThumbnailFiles: ThumbnailCache {
    /// How many files are read or written at once.
    private static let threads = 4

    private let folder: String
    private let limit: Int
    private let onFailure: @Sendable (String) -> Void
    private let files = BlockingThreads("thumbnails", limit: ThumbnailFiles.threads)
    /// What lies in the folder; `nil` before it was looked at.
    private let index = Mutex<RecentlyUsed<ThumbnailKey>?>(nil)
    private let hasFailed = Mutex(false)

    /// Names the folder, which is looked at when the first thumbnail is asked for.
    ///
    /// - Parameters:
    ///   - folder: its path; it is made when it is needed.
    ///   - limit: bytes that the files may have together; 0 to keep none.
    ///   - onFailure: is told once why nothing is kept, when the folder cannot be written to.
    public init(folder: String, limit: Int, onFailure: @escaping @Sendable (_ reason: String) -> Void) {
        self.folder = folder
        self.limit = limit
        self.onFailure = onFailure
    }

    /// Reads the file, on a thread of the cache's own.
    public func thumbnail(_ key: ThumbnailKey) async -> [UInt8]? {
        guard limit > 0 else { return nil }
        return try? await files.run { [self] in read(key) }
    }

    /// Writes the file, and removes others when there is no more room.
    public func keep(_ webp: [UInt8], as key: ThumbnailKey) async {
        guard limit > 0 else { return }
        try? await files.finish { [self] in
            do throws(SystemError) { try write(webp, key) } catch { tell(error) }
        }
    }

    /// The bytes of all files that are known of; for tests.
    var size: Int { index.withLock { $0?.size ?? 0 } }

    // MARK: on the cache's threads

    private func read(_ key: ThumbnailKey) -> [UInt8]? {
        prepare()
        let path = ThumbnailFile.path(of: key, in: folder)
        guard let bytes = try? OpenFile(reading: path).read(upTo: ThumbnailFile.largest) else {
            index.withLock { _ = $0?.remove(key) }
            return nil
        }
        guard let webp = ThumbnailFile.content(of: bytes) else {
            try? removeFile(path)
            index.withLock { _ = $0?.remove(key) }
            return nil
        }
        let isOld = index.withLock { $0?.use(key, bytes: bytes.count) } ?? false
        // The file's date is what is left of the order after a restart; a write for each reading would be too much.
        if isOld { ThumbnailFile.touch(path) }
        return webp
    }

    private func write(_ webp: [UInt8], _ key: ThumbnailKey) throws(SystemError) {
        prepare()
        let bytes = ThumbnailFile.bytes(of: webp)
        guard bytes.count <= limit else { return }
        try ThumbnailFile.write(bytes, to: ThumbnailFile.path(of: key, in: folder))
        let removed = index.withLock { index -> [ThumbnailKey] in
            _ = index?.use(key, bytes: bytes.count)
            return index?.shrink(to: limit) ?? []
        }
        for key in removed { try removeFile(ThumbnailFile.path(of: key, in: folder)) }
    }

    /// Looks at what an earlier run has left.
    private func prepare() {
        index.withLock { index in
            guard index == nil else { return }
            var found = RecentlyUsed<ThumbnailKey>()
            for file in ThumbnailFile.all(in: folder) { found.add(file.key, bytes: file.size, used: file.used) }
            for key in found.shrink(to: limit) { try? removeFile(ThumbnailFile.path(of: key, in: folder)) }
            index = found
        }
    }

    private func tell(_ error: SystemError) {
        let isFirst = hasFailed.withLock { hasFailed in
            defer { hasFailed = true }
            return !hasFailed
        }
        if isFirst { onFailure("\(folder): \(error)") }
    }
}
