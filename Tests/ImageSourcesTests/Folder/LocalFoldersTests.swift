import Foundation
import ImageSearch
import ImageSearchTesting
import ImageSources
import Testing

@Suite struct LocalFoldersTests {
    private let folders = LocalFolders()

    @Test func `every spelling of a folder has one real path`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write([1], at: "img/2020/a.jpg")
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "link").path, withDestinationPath: "img")
            let real = folder.path + "/img/2020"
            for spelling in ["img/2020", "img/2020/", "img/./2020/.", "link/2020", "link//2020", "img/../link/2020"] {
                #expect(try await folders.realPath(of: folder.path + "/" + spelling) == real, "\(spelling)")
            }
        }
    }

    @Test func `a folder that is not there yet is named below the nearest that is`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write([1], at: "img/a.jpg")
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "link").path, withDestinationPath: "img")
            #expect(try await folders.realPath(of: folder.path + "/link/new/er/") == folder.path + "/img/new/er")
            #expect(try await folders.realPath(of: "nowhere-at-all").hasSuffix("/nowhere-at-all"))
            await #expect(throws: SourceError.self) {
                try await folders.realPath(of: folder.path + "/nowhere/../img")
            }
        }
    }

    @Test func `a known folder is found by device and number under another name`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write([1], at: "img/2020/a.jpg")
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "twin").path, withDestinationPath: "img")
            // A link stands for what only mounting can do: the path is not resolved here.
            let (twin, known) = (folder.path + "/twin", folder.path + "/img")
            #expect(await folders.path(twin + "/2020", byTheNameOf: [folder.path + "/gone", known]) == known + "/2020")
            #expect(await folders.path(twin, byTheNameOf: [known]) == known)
            #expect(await folders.path(twin, byTheNameOf: []) == twin)
            #expect(await folders.path(folder.path, byTheNameOf: [known]) == folder.path)
        }
    }

    @Test func `files are told present by path and size`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write([1], at: "a.jpg")
            try folder.write([1, 2], at: "b/c.jpg")
            try folder.write([1], at: "folder.jpg/x")
            let files = ["a.jpg", "b/c.jpg", "folder.jpg", "gone.jpg"].map {
                PictureFile(location: PictureLocation(source: "s", path: $0), size: 1, modified: 1)
            }
            let present = await folders.present(files, in: folder.path)
            #expect(present.paths == ["a.jpg", "b/c.jpg"])
            #expect(present.ofSameSize == 1)
        }
    }

    @Test func `what a listing passes over, it does not reach`() {
        #expect(folders.isListed("a/b.c/d"))
        for path in [".a", "a/.b/c", "a/@eaDir"] { #expect(!folders.isListed(path)) }
    }
}
