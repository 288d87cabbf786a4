import Foundation
import ImageSearch
import ImageSearchTesting
import LocalFiles
import Testing

@testable import ImageSources

@Suite struct UploadFolderTests {
    private let bytes: [UInt8] = Array("a picture".utf8)
    private var content: ContentHash { ContentHash(of: bytes) }

    private func uploads(_ root: String) -> UploadFolder {
        UploadFolder(root: root) { SourcePart(source: "uploads", root: root, folder: "") }
    }

    @Test func `the digest is SHA-256`() {
        #expect(
            ContentHash(of: Array("abc".utf8)).description
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `a kept picture is what a source of the same folder lists`() async throws {
        try await withTemporaryFolder { folder in
            let root = folder.appending(path: "data/uploads").path
            let kept = try await uploads(root).keep(bytes, content: content, format: .jpeg)
            #expect(kept.location.path == "\(content.description.prefix(2))/\(content).jpg")
            let source = FolderSource(name: "uploads", root: root)
            for try await listed in try await source.list() { #expect(listed == .picture(kept)) }
            #expect(try await source.read(kept) == bytes)
        }
    }

    @Test func `the same content, kept many times at once, is one file`() async throws {
        try await withTemporaryFolder { folder in
            let uploads = self.uploads(folder.path)
            try await withThrowingTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask { try await uploads.keep(bytes, content: content, format: .png) }
                }
                try await group.waitForAll()
            }
            let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            #expect(
                names.sorted() == [
                    String(content.description.prefix(2)), "\(content.description.prefix(2))/\(content).png",
                ])
        }
    }

    @Test func `a kept picture can be deleted, more than once`() async throws {
        try await withTemporaryFolder { folder in
            let uploads = self.uploads(folder.path)
            let kept = try await uploads.keep(bytes, content: content, format: .heic)
            for _ in 0..<2 { #expect(try await uploads.remove(kept.location, content: content)) }
            let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            #expect(left == [String(content.description.prefix(2))])
        }
    }

    @Test func `what it did not keep is not deleted`() async throws {
        try await withTemporaryFolder { folder in
            let uploads = self.uploads(folder.path)
            let kept = try await uploads.keep(bytes, content: content, format: .jpeg)
            let other = ContentHash(of: [1])
            let digest = content.description
            for (location, content) in [
                (PictureLocation(source: "photos", path: kept.location.path), content), (kept.location, other),
                (PictureLocation(source: "uploads", path: "\(digest).jpg"), content),
                (PictureLocation(source: "uploads", path: "\(digest.prefix(2))/\(digest).txt"), content),
                (PictureLocation(source: "uploads", path: "x/../\(kept.location.path)"), content),
            ] {
                #expect(try await uploads.remove(location, content: content) == false)
            }
            #expect(FileManager.default.fileExists(atPath: "\(folder.path)/\(kept.location.path)"))
        }
    }

    @Test func `uploads are their owner's alone, in folders of earlier versions too`() async throws {
        try await withTemporaryFolder { folder in
            func access(_ path: String) throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            }
            let root = folder.appending(path: "data/uploads")
            try await uploads(root.path).prepare()
            #expect(try access(root.path) == 0o700)
            #expect(try access(folder.appending(path: "data").path) == 0o755)  // the database's user passes through
            chmod(root.path, 0o755)
            let kept = try await uploads(root.path).keep(bytes, content: content, format: .png)
            let file = root.appending(path: kept.location.path)
            #expect(try access(root.path) == 0o700 && access(file.deletingLastPathComponent().path) == 0o700)
            #expect(try access(file.path) == 0o600)
        }
    }

    @Test func `a folder that takes no uploads is told before the first comes`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write([1], at: "file")
            let root = folder.appending(path: "file").path
            let error = await #expect(throws: SourceError.self) { try await uploads(root).prepare() }
            #expect(error?.hint == .uploadsFolder)
        }
    }

    @Test func `a file that was cut short is written again`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write([1], at: "\(content.description.prefix(2))/\(content).png")
            let uploads = self.uploads(folder.path)
            let kept = try await uploads.keep(bytes, content: content, format: .png)
            #expect(try await FolderSource(name: "uploads", root: folder.path).read(kept) == bytes)
        }
    }

    @Test func `a file of the same size that holds something else is written again, and so is a link`() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(content.description.prefix(2))/\(content).png"
            let (uploads, source) = (self.uploads(folder.path), FolderSource(name: "uploads", root: folder.path))
            try folder.write([UInt8](repeating: 1, count: bytes.count), at: path)
            #expect(try await source.read(uploads.keep(bytes, content: content, format: .png)) == bytes)
            try FileManager.default.removeItem(at: folder.appending(path: path))
            try folder.write(bytes, at: "elsewhere")
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: path).path, withDestinationPath: "../elsewhere")
            let kept = try await uploads.keep(bytes, content: content, format: .png)
            for try await listed in try await source.list() { #expect(listed == .picture(kept)) }
        }
    }

    @Test func `a kept picture lies in the part of the source that the folder is at that moment`() async throws {
        try await withTemporaryFolder { folder in
            let uploads = UploadFolder(root: folder.path) {
                SourcePart(source: "pictures", root: "/pictures", folder: "from phones")
            }
            let kept = try await uploads.keep(bytes, content: content, format: .png)
            #expect(kept.location.description == "pictures/from phones/\(content.description.prefix(2))/\(content).png")
        }
    }

    @Test func `a folder that cannot be made is an error without a path`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write([1], at: "file")
            let uploads = self.uploads(folder.appending(path: "file").path)
            let error = await #expect(throws: StoreError.self) {
                try await uploads.keep(bytes, content: content, format: .png)
            }
            #expect(error?.code == .failed)
            #expect(error?.description.contains(folder.path) == false)
        }
    }

    #if os(Linux)
        @Test func `a full disk is told as such`() throws {
            let error = #expect(throws: SystemError.self) { try fill("/dev/full") }
            #expect(UploadFolder.storeError(try #require(error)).code == .full)
        }

        private func fill(_ path: String) throws { try OpenFile(writing: path).write([1]) }
    #endif
}
