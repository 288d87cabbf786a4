import Foundation
import ImageSearch
import ImageSearchTesting
import Testing

@testable import ThumbnailFiles

/// A folder of thumbnails: what is kept comes back as it was, or not at all.
struct ThumbnailFilesTests {
    private func key(_ number: Int, side: Int = 256) -> ThumbnailKey {
        ThumbnailKey(content: ContentHash(of: Array("\(number)".utf8)), longestSide: side)
    }

    private func webp(_ number: Int, count: Int = 1000) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }
    }

    private func withCache(
        limit: Int = 1 << 20, _ body: (ThumbnailFiles, _ folder: String) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { temporary in
            let folder = temporary.path
            try await body(
                ThumbnailFiles(folder: folder + "/thumbnails", limit: limit) { _ in }, folder + "/thumbnails")
        }
    }

    private func files(_ folder: String) -> [String] {
        let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return all.filter { $0.hasSuffix(".webp") || $0.hasSuffix(".part") }.map { folder + "/" + $0 }
    }

    @Test func `what is kept comes back, for its content and its side alone`() async throws {
        try await withCache { cache, _ in
            await cache.keep(webp(1), as: key(1))
            #expect(await cache.thumbnail(key(1)) == webp(1))
            #expect(await cache.thumbnail(key(1, side: 1024)) == nil)
            #expect(await cache.thumbnail(key(2)) == nil)
        }
    }

    @Test func `it survives a restart, with the order of use`() async throws {
        try await withCache(limit: 10_000) { cache, folder in
            for number in 0..<8 { await cache.keep(webp(number), as: key(number)) }
            for (number, file) in files(folder).sorted().enumerated() {
                let date = Date(timeIntervalSince1970: 1_000_000 + Double(number))
                try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file)
            }
            let oldest = try #require(files(folder).min())
            let again = ThumbnailFiles(folder: folder, limit: 10_000) { _ in }
            #expect(await again.thumbnail(key(3)) == webp(3))
            #expect(again.size == cache.size)
            for number in 8..<10 { await again.keep(webp(number), as: key(number)) }
            #expect(!files(folder).contains(oldest) || oldest.contains(key(3).content.description))
            #expect(await again.thumbnail(key(3)) == webp(3), "it was used")
        }
    }

    @Test func `those that were used least recently go first, and the limit holds`() async throws {
        try await withCache(limit: 20_000) { cache, folder in
            for number in 0..<100 {
                await cache.keep(webp(number), as: key(number))
                #expect(await cache.thumbnail(key(0)) == webp(0), "it is used all the time")
                #expect(cache.size <= 20_000)
            }
            #expect(await cache.thumbnail(key(1)) == nil)
            #expect(await cache.thumbnail(key(99)) == webp(99))
            let bytes = files(folder).reduce(0) { $0 + ((try? Data(contentsOf: URL(filePath: $1)).count) ?? 0) }
            #expect(bytes == cache.size)
        }
    }

    @Test func `a file that is broken or cut off is none, and is made again`() async throws {
        try await withCache { cache, folder in
            for number in 0..<3 { await cache.keep(webp(number), as: key(number)) }
            for file in files(folder) {
                var bytes = try Data(contentsOf: URL(filePath: file))
                if file.contains(key(0).content.description) { bytes[500] ^= 1 }
                if file.contains(key(1).content.description) { bytes = bytes.prefix(600) }
                if file.contains(key(2).content.description) { bytes = Data() }
                try bytes.write(to: URL(filePath: file))
            }
            for number in 0..<3 {
                #expect(await cache.thumbnail(key(number)) == nil)
                await cache.keep(webp(number), as: key(number))
                #expect(await cache.thumbnail(key(number)) == webp(number))
            }
        }
    }

    @Test func `what a run left half written, and another version's, is removed`() async throws {
        try await withCache { cache, folder in
            await cache.keep(webp(1), as: key(1))
            let own = try #require(files(folder).first)
            try Data("half".utf8).write(to: URL(filePath: (own as NSString).deletingLastPathComponent + "/.abc.part"))
            try FileManager.default.createDirectory(atPath: folder + "/v0/abc", withIntermediateDirectories: true)
            _ = await ThumbnailFiles(folder: folder, limit: 1 << 20) { _ in }.thumbnail(key(1))
            #expect(files(folder) == [own])
            #expect(!FileManager.default.fileExists(atPath: folder + "/v0"))
        }
    }

    @Test func `the folder may be deleted while the program runs`() async throws {
        try await withCache { cache, folder in
            await cache.keep(webp(1), as: key(1))
            try FileManager.default.removeItem(atPath: folder)
            #expect(await cache.thumbnail(key(1)) == nil)
            await cache.keep(webp(1), as: key(1))
            #expect(await cache.thumbnail(key(1)) == webp(1))
            #expect(cache.size == 1032)
        }
    }

    @Test func `a limit of nothing keeps nothing`() async throws {
        try await withCache(limit: 0) { cache, folder in
            await cache.keep(webp(1), as: key(1))
            #expect(await cache.thumbnail(key(1)) == nil)
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
    }

    @Test func `a folder that cannot be written to is told once`() async throws {
        try await withTemporaryFolder { temporary in
            let folder = temporary.path
            try Data().write(to: URL(filePath: folder + "/file"))
            let (told, tell) = AsyncStream.makeStream(of: String.self)
            let cache = ThumbnailFiles(folder: folder + "/file/thumbnails", limit: 1 << 20) { tell.yield($0) }
            for number in 0..<3 { await cache.keep(webp(number), as: key(number)) }
            tell.finish()
            #expect(await told.reduce(into: []) { $0.append($1) }.count == 1)
        }
    }

    @Test func `many readers and writers at once get whole thumbnails`() async throws {
        try await withCache(limit: 30_000) { cache, _ in
            await withTaskGroup(of: Void.self) { group in
                for task in 0..<8 {
                    group.addTask {
                        for number in 0..<60 {
                            let number = (number * 7 + task) % 40
                            if let kept = await cache.thumbnail(key(number)) {
                                #expect(kept == webp(number))
                            } else {
                                await cache.keep(webp(number), as: key(number))
                            }
                        }
                    }
                }
            }
            #expect(cache.size <= 30_000)
        }
    }

    /// `THUMBNAIL_READS=100000 swift test -c release --filter ThumbnailFilesTests` prints how many a second there are.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["THUMBNAIL_READS"] != nil))
    func `reads a second, by eight tasks`() async throws {
        let count = Int(ProcessInfo.processInfo.environment["THUMBNAIL_READS"] ?? "") ?? 0
        try await withCache(limit: 1 << 30) { cache, _ in
            for number in 0..<1000 { await cache.keep(webp(number, count: 15_000), as: key(number)) }
            let start = ContinuousClock.now
            await withTaskGroup(of: Void.self) { group in
                for task in 0..<8 {
                    group.addTask {
                        for number in 0..<count / 8 { _ = await cache.thumbnail(key((number * 13 + task) % 1000)) }
                    }
                }
            }
            print(
                "thumbnails from the cache: \(Double(count) / ((ContinuousClock.now - start) / .seconds(1))) a second")
        }
    }
}
