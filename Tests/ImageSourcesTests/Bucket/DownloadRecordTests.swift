import Foundation
import ImageSearch
import ImageSearchTesting
import LocalFiles
import Testing

@testable import ImageSources

@Suite struct DownloadRecordTests {
    private func entry(_ key: String, path: String? = nil, etag: String = "e") -> DownloadRecord.Entry {
        DownloadRecord.Entry(key: key, path: path ?? key, size: 1, etag: etag, modified: 2)
    }

    @Test func `what was added is known when the record is opened again`() async throws {
        try await withTemporaryFolder { folder in
            for (key, etag) in [("a.jpg", "1"), ("e\u{301}.jpg", "2"), ("\u{e9}.jpg", "3"), ("a.jpg", "4")] {
                try DownloadRecord(in: folder.path).add(entry(key, etag: etag))
            }
            let record = try DownloadRecord(in: folder.path)
            #expect(record.entry(for: "a.jpg")?.etag == "4")
            #expect(record.entry(for: "e\u{301}.jpg")?.etag == "2")
            #expect(record.entry(for: "\u{e9}.jpg")?.etag == "3")
            #expect(record.entry(for: "b.jpg") == nil)
        }
    }

    @Test func `the record is its owner's alone, one of an earlier version too`() async throws {
        try await withTemporaryFolder { folder in
            let hidden = folder.appending(path: ".imagesearch-download")
            try folder.write([], at: ".imagesearch-download/record.jsonl")
            chmod(hidden.path, 0o755)
            chmod(hidden.path + "/record.jsonl", 0o644)
            try DownloadRecord(in: folder.path).add(entry("a.jpg"))
            for (name, access) in [("", 0o700), ("/record.jsonl", 0o600), ("/lock", 0o600)] {
                let attributes = try FileManager.default.attributesOfItem(atPath: hidden.path + name)
                #expect(attributes[.posixPermissions] as? Int == access, "\(name)")
            }
        }
    }

    @Test func `torn and foreign lines cost themselves, nothing more`() async throws {
        try await withTemporaryFolder { folder in
            try DownloadRecord(in: folder.path).add(entry("a.jpg"))
            let path = folder.appending(path: ".imagesearch-download/record.jsonl").path
            try OpenFile(appendingTo: path).write(Array("nonsense\n{\"key\":\"b.jp".utf8))
            try DownloadRecord(in: folder.path).add(entry("c.jpg"))
            let record = try DownloadRecord(in: folder.path)
            #expect(record.entry(for: "a.jpg") != nil && record.entry(for: "c.jpg") != nil)
        }
    }

    @Test func `keys that some file systems take for one get two paths, the same ones ever after`() async throws {
        try await withTemporaryFolder { folder in
            let keys = ["A.JPG", "a.jpg", "A.jpg", "e\u{301}.jpg", "\u{e9}.jpg", "X/a.png", "x/a.png"]
            func paths() throws -> [String] {
                let record = try DownloadRecord(in: folder.path)
                return try keys.map { key in
                    let path = try #require(record.claimPath(for: key))
                    try record.add(entry(key, path: path))
                    return path
                }
            }
            let first = try paths()
            #expect(first.prefix(3) == ["A.JPG", "a.jpg%2F.jpg", "%41.jpg%2F.jpg"])
            #expect(Set(first.map { $0.lowercased() }).count == keys.count)
            #expect(try paths() == first)
        }
    }

    @Test func `a second download into the same folder is refused while one runs`() async throws {
        try await withTemporaryFolder { folder in
            let record = try DownloadRecord(in: folder.path)
            #expect(throws: SourceError.self) { try DownloadRecord(in: folder.path) }
            try record.add(entry("a.jpg"))
        }
    }

    @Test func `a record of many changes is written anew, and files that were not finished are cleared away`()
        async throws
    {
        try await withTemporaryFolder { folder in
            do {
                let record = try DownloadRecord(in: folder.path)
                for number in 0..<1100 { try record.add(entry("a.jpg", etag: "\(number)")) }
            }
            try folder.write([1], at: ".imagesearch-download/.left.part")
            #expect(try DownloadRecord(in: folder.path).entry(for: "a.jpg")?.etag == "1099")
            let path = folder.appending(path: ".imagesearch-download")
            #expect(try Data(contentsOf: path.appending(path: "record.jsonl")).count < 1000)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: path.path).sorted() == ["lock", "record.jsonl"])
        }
    }
}
