import AsyncHTTPClient
import Foundation
import ImageSearch
import ImageSearchTesting
import Synchronization
import Testing
import Transfers

@testable import ImageSources

/// Against a server that verifies every signature.
@Suite(.ends(within: .seconds(180))) struct BucketDownloadTests {
    private static let oddFiles: [String: [UInt8]] = [
        "with space/a b.jpg": [1], "plus+plus/a+b.jpg": [2], "per%cent/100%25.jpg": [3], "été/naïve 😀.jpeg": [4],
        "same/a.jpg": [5], "other/a.jpg": [6], "UPPER.JPG": [7], "quote'\"<&>.png": [8], "semi;colon=equals?.webp": [9],
        "double  space.gif": [10], "~tilde!*().heic": [11], "empty.png": [], "notes.txt": [12], "archive.zip": [13],
    ]

    @Test func `every object of a large bucket arrives byte for byte`() async throws {
        try await withTemporaryFolder { folder in
            let bucket = folder.appending(path: "server/pics")
            for (path, bytes) in Self.oddFiles { try bucket.write(bytes, at: path) }
            for number in 0..<1_200 {
                try bucket.write(Array("\(number)".utf8), at: "many/\(number % 7)/\(number).jpg")
            }
            let target = folder.appending(path: "target")
            try await RcloneServer.run(over: folder.appending(path: "server")) { server in
                let last = Mutex(DownloadProgress())
                let summary = try await download(from: server.url, into: target) { progress in
                    last.withLock { $0 = progress }
                }
                #expect(summary.failures == [])
                #expect(summary.downloaded == 1_212 && summary.unchanged == 0 && summary.skipped == 2)
                let progress = last.withLock { $0 }
                #expect(progress.finished == 1_212 && progress.total == 1_212 && progress.bytes == summary.bytes)

                let again = try await download(from: server.url, into: target)
                #expect(again.downloaded == 0 && again.unchanged == 1_212 && again.failures == [])
            }
            let source = FolderSource(name: "s", root: target.path)
            var count = 0
            for try await case .picture(let file) in try await source.list() {
                let key = ObjectPath.key(of: file.location.path)
                #expect(try await source.read(file) == Array(Data(contentsOf: bucket.appending(path: key))), "\(key)")
                count += 1
            }
            #expect(count == 1_212)
        }
    }

    @Test func `only what changed is downloaded again`() async throws {
        try await withTemporaryFolder { folder in
            let bucket = folder.appending(path: "server/pics")
            for name in ["a", "b", "c", "d"] { try bucket.write(Array(name.utf8), at: "\(name).jpg") }
            let target = folder.appending(path: "target")
            try await RcloneServer.run(over: folder.appending(path: "server")) { server in
                _ = try await download(from: server.url, into: target)
                try target.write([9, 9], at: "b.jpg")
                try FileManager.default.removeItem(at: target.appending(path: "c.jpg"))
                let summary = try await download(from: server.url, into: target)
                #expect(summary.downloaded == 2 && summary.unchanged == 2)
                #expect(try Data(contentsOf: target.appending(path: "b.jpg")) == Data("b".utf8))
                #expect(try Data(contentsOf: target.appending(path: "c.jpg")) == Data("c".utf8))
            }
        }
    }

    @Test func `files without a record are taken for the bucket's when they are the same, and spared when not`()
        async throws
    {
        try await withTemporaryFolder { folder in
            try folder.write(Array("same".utf8), at: "server/pics/a.jpg")
            try folder.write(Array("theirs".utf8), at: "server/pics/b.jpg")
            let target = folder.appending(path: "target")
            try target.write(Array("same".utf8), at: "a.jpg")
            try target.write(Array("mine".utf8), at: "b.jpg")
            try await RcloneServer.run(over: folder.appending(path: "server")) { server in
                let summary = try await download(from: server.url, into: target)
                #expect(summary.unchanged == 1 && summary.downloaded == 0)
                #expect(summary.failures.map(\.path) == ["b.jpg"])
                #expect(try Data(contentsOf: target.appending(path: "b.jpg")) == Data("mine".utf8))
            }
        }
    }

    @Test func `a limit takes the first pictures in the order of their keys`() async throws {
        try await withTemporaryFolder { folder in
            for name in ["d.jpg", "a.txt", "b.jpg", "c.jpg", "a.jpg"] {
                try folder.write([1], at: "server/pics/\(name)")
            }
            let target = folder.appending(path: "target")
            try await RcloneServer.run(over: folder.appending(path: "server")) { server in
                for _ in 0..<2 { _ = try await download(from: server.url, into: target, limit: 2) }
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: target.path)
            #expect(names.filter { !$0.hasPrefix(".") }.sorted() == ["a.jpg", "b.jpg"])
        }
    }

    @Test func `a wrong secret is refused in one line that does not tell it`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write([1], at: "server/pics/a.jpg")
            try await RcloneServer.run(over: folder.appending(path: "server")) { server in
                let error = await #expect(throws: SourceError.self) {
                    try await download(from: server.url, into: folder.appending(path: "t"), secretKey: "not-the-secret")
                }
                let line = try #require(error).description
                #expect(line.contains("SignatureDoesNotMatch") && error?.hint == .bucketAccess)
                #expect(!line.contains("not-the-secret") && !line.contains("\n"))
            }
        }
    }

    @Test func `a bucket that does not exist is named`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write([1], at: "server/pics/a.jpg")
            try await RcloneServer.run(over: folder.appending(path: "server")) { server in
                let error = await #expect(throws: SourceError.self) {
                    try await download(from: server.url, into: folder.appending(path: "t"), bucket: "nope")
                }
                let line = try #require(error).description
                #expect(line.contains("no bucket nope") && error?.hint == .bucketAddress)
            }
        }
    }
}

/// Downloads with the keys of ``RcloneServer``, without long waits.
func download(
    from url: String, into folder: URL, bucket: String = "pics", secretKey: String = RcloneServer.secretKey,
    limit: Int? = nil, backoff: Backoff = Backoff(attempts: 4, base: .milliseconds(1)),
    progress: @Sendable (DownloadProgress) -> Void = { _ in }
) async throws -> DownloadSummary {
    let credentials = BucketAddress.Credentials(
        accessKey: Secret(RcloneServer.accessKey), secretKey: Secret(secretKey))
    let address = try BucketAddress(endpoint: url, bucket: bucket, credentials: credentials)
    return try await HTTPClient.withHTTPClient(configuration: .fileTransfer) { client in
        try await BucketDownloader(from: address, into: folder.path, limit: limit, backoff: backoff, client: client)
            .run(progress: progress)
    }
}
