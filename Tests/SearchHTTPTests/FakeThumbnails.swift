import ImageSearch
import Synchronization

/// Makes thumbnails that name their size and the picture's bytes, and keeps them.
final class FakeThumbnails: ThumbnailMaker, ThumbnailCache {
    private let kept = Mutex<[ThumbnailKey: [UInt8]]>([:])
    private let made = Mutex(0)

    /// How many were made.
    var count: Int { made.withLock { $0 } }

    func thumbnail(of file: [UInt8], longestSide: Int) async throws -> [UInt8] {
        made.withLock { $0 += 1 }
        return Array("\(longestSide):".utf8) + file
    }

    func thumbnail(_ key: ThumbnailKey) async -> [UInt8]? { kept.withLock { $0[key] } }

    func keep(_ webp: [UInt8], as key: ThumbnailKey) async { kept.withLock { $0[key] = webp } }
}
