import Foundation
import ImageSearch
import ImageSearchTesting
import Testing

@testable import ImageSources

/// Numbers as nobody writes them, and everybody may.
@Suite struct ExtremeNumberTests {
    // MARK: dates

    @Test(arguments: [10_413_792_000, -10_000_000_000, 1_099_511_627_776, .max, .min] as [Int])
    func `a file of any date is listed beside the others`(seconds: Int) async throws {
        try await withTemporaryFolder { folder in
            for path in ["a.jpg", "b.jpg", "folder/c.jpg"] { try folder.write([1], at: path) }
            for path in ["b.jpg", "folder"] {
                let date = timespec(tv_sec: seconds, tv_nsec: 0)
                // What a file system cannot write it refuses, or writes the nearest date that it can.
                _ = utimensat(AT_FDCWD, folder.appending(path: path).path, [date, date], 0)
            }
            var listed: [String] = []
            for try await case .picture(let file) in try await FolderSource(name: "s", root: folder.path).list() {
                listed.append(file.location.path)
            }
            #expect(listed == ["a.jpg", "b.jpg", "folder/c.jpg"])
        }
    }

    // MARK: keys

    @Test(
        arguments: [("a", 500_000), ("é", 10_000), ("%41", 10_000), (".", 10_000)], [ObjectPath.Spelling.plain, .exact])
    func `a key of any length is split like a long one`(filler: (String, Int), spelling: ObjectPath.Spelling) throws {
        let key = "k" + String(repeating: filler.0, count: filler.1) + ".jpg"
        let path = try #require(ObjectPath.path(of: key, spelling: spelling))
        #expect(path.utf8.split(separator: UInt8(ascii: "/")).allSatisfy { $0.count <= 255 })
        #expect(Array(ObjectPath.key(of: path).utf8) == Array(key.utf8))
    }
}
