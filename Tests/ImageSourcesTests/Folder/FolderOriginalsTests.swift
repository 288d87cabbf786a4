import Foundation
import ImageSearch
import ImageSearchTesting
import ImageSources
import Testing

@Suite struct FolderOriginalsTests {
    private func open(
        _ path: String, in source: String = "known", below folder: URL, maxBytes: Int = 1000
    ) async throws -> any Original {
        let path = path
        let originals = FolderOriginals(maxBytes: maxBytes) { [folder = folder.path] in $0 == "known" ? folder : nil }
        return try await originals.open(PictureLocation(source: source, path: path))
    }

    @Test func `a file is read in parts, and a part behind its end is shorter or empty`() async throws {
        try await withTemporaryFolder { folder in
            let bytes = (0..<200).map { UInt8($0) }
            try folder.write(bytes, at: "a.jpg")
            let file = try await open("a.jpg", below: folder)
            #expect(file.state.size == 200 && file.state.modified > 0)
            #expect(try await file.read(0..<200) == bytes)
            #expect(try await file.read(150..<160) == Array(bytes[150..<160]))
            #expect(try await file.read(190..<300) == Array(bytes[190...]))
            #expect(try await file.read(400..<500).isEmpty)
        }
    }

    @Test func `an opened file stays what it was when another takes its name`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(Array("old".utf8), at: "a.jpg")
            let file = try await open("a.jpg", below: folder)
            try folder.write(Array("new".utf8), at: "b.jpg")
            try FileManager.default.removeItem(at: folder.appending(path: "a.jpg"))
            try FileManager.default.moveItem(at: folder.appending(path: "b.jpg"), to: folder.appending(path: "a.jpg"))
            #expect(try await file.read(0..<3) == Array("old".utf8))
        }
    }

    @Test func `what is no file of the folder is refused`() async throws {
        try await withTemporaryFolder { parent in
            let folder = parent.appending(path: "pictures")
            try folder.write([UInt8](repeating: 0, count: 1001), at: "large.jpg")
            try folder.write([1], at: "folder.jpg/a.jpg")
            try parent.write(Array("secret".utf8), at: "secret.jpg")
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/link.jpg", withDestinationPath: parent.path + "/secret.jpg")
            let cases: [(String, String, PictureError.Code)] = [
                ("known", "absent.jpg", .vanished), ("known", "link.jpg", .unreadable),
                ("known", "folder.jpg", .unreadable), ("known", "large.jpg", .tooManyBytes),
                ("known", "../secret.jpg", .unreadable), ("unknown", "large.jpg", .unreadable),
            ]
            for (source, path, code) in cases {
                let error = await #expect(throws: PictureError.self) { try await open(path, in: source, below: folder) }
                #expect(error?.code == code, "\(path)")
            }
        }
    }
}
