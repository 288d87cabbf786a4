import Foundation
import ImageSearch
import ImageSearchTesting
import LocalFiles
import Platform
import Testing

@testable import ImageSources

@Suite struct FolderSourceTests {
    @Test func `a folder keeps the contract of a source`() async throws {
        try await withTemporaryFolder { folder in
            try await ImageSourceContract { files in
                let root = folder.appending(path: UUID().uuidString)
                try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
                for (path, bytes) in files { try root.write(bytes, at: path) }
                return FolderSource(name: "pictures", root: root.path)
            }.verify()
        }
    }

    @Test func `hidden files and what systems leave behind are passed over`() async throws {
        try await withTemporaryFolder { folder in
            for path in ["a.jpg", ".b.jpg", "._a.jpg", ".git/c.jpg", "@eaDir/d.jpg", "__MACOSX/e.jpg", "x/.t/f.jpg"] {
                try folder.write([1], at: path)
            }
            #expect(try await listing(of: folder) == ["a.jpg"])
        }
    }

    @Test func `pictures are told by their ending, in upper or lower case`() async throws {
        try await withTemporaryFolder { folder in
            for path in ["a.JPG", "b.Jpeg", "c.txt", "d", "jpg", "e.jpg.txt", "f.tar.webp", "g.HEIC"] {
                try folder.write([1], at: path)
            }
            #expect(try await listing(of: folder) == ["a.JPG", "b.Jpeg", "f.tar.webp", "g.HEIC"])
        }
    }

    @Test(arguments: [
        "jpg", "jpeg", "jpe", "jfif", "jfi", "jif", "pjpeg", "pjp", "mpo", "jps", "insp", "png", "apng", "webp", "gif",
        "heic", "heif", "hif", "heics", "heifs", "avif", "avifs",
    ])
    func `every ending that cameras and programs give is known`(ending: String) async throws {
        try await withTemporaryFolder { folder in
            let names = ["a.\(ending)", "B.\(ending.uppercased())"]
            for name in names { try folder.write([1], at: name) }
            #expect(try await Set(listing(of: folder)) == Set(names))
        }
    }

    @Test(arguments: FolderSourceTests.starts)
    func `a file without the ending of a picture is one by its first bytes, where that is wanted`(start: [UInt8])
        async throws
    {
        try await withTemporaryFolder { folder in
            for name in ["DSC0001", "b.dat", "c.jpg.bak", "folder/d.txt"] { try folder.write(start, at: name) }
            for (name, bytes) in [("empty", []), ("notes.txt", Array("hello".utf8)), ("short", Array(start.prefix(2)))]
            {
                try folder.write(bytes, at: name)
            }
            try folder.write([1], at: "e.png")
            try folder.write(start, at: ".hidden")
            mkfifo(folder.appending(path: "pipe").path, 0o600)
            #expect(try await listing(of: folder) == ["e.png"])
            let source = FolderSource(name: "s", root: folder.path, maxBytes: 1 << 20, byContent: true)
            let found = try await pictures(of: source)
            #expect(found.map(\.location.path) == ["DSC0001", "b.dat", "c.jpg.bak", "e.png", "folder/d.txt"])
            #expect(try await source.read(found[0]) == start)
        }
    }

    static let starts: [[UInt8]] = [
        [0xff, 0xd8, 0xff, 0xe0], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], Array("GIF89a".utf8),
        Array("RIFF\0\0\0\0WEBPVP8 ".utf8), [0, 0, 0, 24] + Array("ftypheix\0\0\0\0mif1heix".utf8),
        [0, 0, 0, 20] + Array("ftypavif\0\0\0\0mif1".utf8),
    ]

    @Test func `a folder that becomes another one while it is listed is told, and guards what lay in it`() async throws
    {
        try await withTemporaryFolder { outer in
            let folder = outer.appending(path: "root")
            for path in ["a/1.jpg", "a/2.jpg", "b.jpg"] { try folder.write([1], at: path) }
            var listed = try await FolderSource(name: "s", root: folder.path).list().makeAsyncIterator()
            _ = try await listed.next()
            // As when a disk that is mounted there goes away.
            try FileManager.default.moveItem(at: folder.appending(path: "a"), to: outer.appending(path: "away"))
            try FileManager.default.createDirectory(
                at: folder.appending(path: "a"), withIntermediateDirectories: false)
            var rest: [ListedFile] = []
            while let next = try await listed.next() { rest.append(next) }
            #expect(rest.compactMap(\.unreadablePath) == ["a"])
            #expect(rest.compactMap(\.picturePath) == ["b.jpg"])
        }
    }

    @Test(arguments: ["nothing", "file", "link"])
    func `a folder that is deleted while it is listed is no fault`(replacement: String) async throws {
        try await withTemporaryFolder { folder in
            for path in ["a/1.jpg", "a/2.jpg", "a/b/3.jpg", "c.jpg"] { try folder.write([1], at: path) }
            var listed = try await FolderSource(name: "s", root: folder.path).list().makeAsyncIterator()
            _ = try await listed.next()
            let place = folder.appending(path: "a")
            try FileManager.default.removeItem(at: place)
            if replacement == "file" { try folder.write([1], at: "a") }
            if replacement == "link" {
                try FileManager.default.createSymbolicLink(atPath: place.path, withDestinationPath: "/nowhere")
            }
            var rest: [ListedFile] = []
            while let next = try await listed.next() { rest.append(next) }
            #expect(rest.compactMap(\.picturePath) == ["c.jpg"])
            #expect(rest.count == 1)
        }
    }

    @Test func `a folder that may not be read is told, and the rest is listed`() async throws {
        try await withTemporaryFolder { folder in
            for path in ["a.jpg", "locked/b.jpg", "blind/c.jpg", "z.jpg"] { try folder.write([1], at: path) }
            defer { for name in ["locked", "blind"] { chmod(folder.appending(path: name).path, 0o700) } }
            chmod(folder.path, 0o755)
            chmod(folder.appending(path: "locked").path, 0)
            // Its names may be read, what they name may not be looked at.
            chmod(folder.appending(path: "blind").path, 0o744)
            let listed = try await asAnotherUser {
                var walk = try FolderWalk(of: FolderRoot(folder.path), source: "s")
                var listed: [ListedFile] = []
                while let next = try walk.next() { listed.append(next) }
                return listed
            }
            #expect(listed.compactMap(\.picturePath) == ["a.jpg", "z.jpg"])
            #expect(listed.compactMap(\.unreadablePath).sorted() == ["blind/c.jpg", "locked"])
            chmod(folder.path, 0)
            defer { chmod(folder.path, 0o700) }
            await #expect(throws: SourceError.self) {
                try await asAnotherUser { _ = try FolderWalk(of: FolderRoot(folder.path), source: "s") }
            }
        }
    }

    @Test func `folders are listed in the order of their names' bytes`() async throws {
        try await withTemporaryFolder { folder in
            for path in ["b/2.jpg", "b/10.jpg", "a.jpg", "c.jpg", "B.jpg", "é.jpg"] { try folder.write([1], at: path) }
            #expect(try await listing(of: folder) == ["B.jpg", "a.jpg", "b/10.jpg", "b/2.jpg", "c.jpg", "é.jpg"])
        }
    }

    @Test func `names that look the same stay apart, byte for byte`() async throws {
        try await withTemporaryFolder { folder in
            let names = ["e\u{301}.jpg", "\u{e9}.jpg"]
            for (index, name) in names.enumerated() { try createFile(folder.path + "/" + name, [UInt8(index)]) }
            let source = FolderSource(name: "s", root: folder.path)
            let pictures = try await pictures(of: source)
            #expect(pictures.map { Array($0.location.path.utf8) } == names.map { Array($0.utf8) })
            for (index, picture) in pictures.enumerated() {
                #expect(try await source.read(picture) == [UInt8(index)])
            }
        }
    }

    @Test func `a name that is not valid UTF-8 is told, and the rest is listed`() async throws {
        try await withTemporaryFolder { folder in
            try createFile(Array(folder.path.utf8) + Array("/bad\u{1}.jpg".utf8).map { $0 == 1 ? 0xff : $0 }, [1])
            try folder.write([1], at: "good.jpg")
            let listed = try await all(of: FolderSource(name: "s", root: folder.path))
            #expect(listed.count == 2)
            #expect(listed.first == .passedOver(path: "bad\u{fffd}.jpg", reason: "its name is not valid UTF-8"))
        }
    }

    @Test func `links to what is listed are passed over, those to what is not are pictures, those out are told`()
        async throws
    {
        try await withTemporaryFolder { outer in
            let folder = outer.appending(path: "root")
            try folder.write([1], at: "real/a.jpg")
            for hidden in [".hidden/b.jpg", "c"] { try folder.write([1], at: hidden) }
            try outer.write([2], at: "root-beside/secret.jpg")
            for (name, target) in [
                ("1.jpg", "real/a.jpg"), ("2.jpg", "../root-beside/secret.jpg"), ("3", "../root-beside"), ("4", "."),
                ("5", ".."), ("6.jpg", "nowhere.jpg"), ("7.jpg", "7.jpg"), ("8", "real"),
                ("9.jpg", ".hidden/b.jpg"), ("10.jpg", "c"), ("11", "c"),
            ] {
                try FileManager.default.createSymbolicLink(
                    atPath: folder.appending(path: name).path, withDestinationPath: target)
            }
            let out = "it is a link that leads out of the folder"
            let listed = try await all(of: FolderSource(name: "s", root: folder.path))
            #expect(listed.compactMap(\.picturePath) == ["10.jpg", "9.jpg", "real/a.jpg"])
            for path in ["2.jpg", "3", "5"] {
                #expect(listed.filter { $0 == .passedOver(path: path, reason: out) }.count == 1)
            }
            let nothing = "it is a link that leads to nothing"
            #expect(listed.filter { $0 == .passedOver(path: "6.jpg", reason: nothing) }.count == 1)
            #expect(listed.compactMap(\.passedOverPath).sorted() == ["2.jpg", "3", "5", "6.jpg", "7.jpg"])
            #expect(listed.compactMap(\.unreadablePath) == [])
        }
    }

    @Test func `a part is a folder of its source: links, names and reading are those of the whole`() async throws {
        try await withTemporaryFolder { folder in
            for path in ["2019/x.jpg", "2020/a.jpg", "2020/b/c.jpg", "2020-copy/d.jpg"] {
                try folder.write(Array(path.utf8), at: path)
            }
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "2020/l.jpg").path, withDestinationPath: "../2019/x.jpg")
            let source = FolderSource(SourcePart(source: "img", root: folder.path, folder: "2020"))
            let listed = try await all(of: source)
            #expect(listed.compactMap(\.picturePath) == ["2020/a.jpg", "2020/b/c.jpg"])
            #expect(listed.count == 2, "the link leads to what the whole lists: \(listed)")
            for picture in try await pictures(of: source) {
                #expect(try await source.read(picture) == Array(picture.location.path.utf8))
            }
            #expect(source.shownName == "img/2020")
            try FileManager.default.removeItem(at: folder.appending(path: "2020"))
            await #expect(throws: SourceError.self) { try await source.list() }
        }
    }

    @Test func `a path that is longer than paths may be is told, and the rest is listed`() async throws {
        try await withTemporaryFolder { folder in
            try makeDeepFolder(in: folder.appending(path: "deep"))
            try folder.write([1], at: "z.jpg")
            let listed = try await all(of: FolderSource(name: "s", root: folder.path))
            #expect(listed.compactMap(\.picturePath) == ["z.jpg"])
            #expect(listed.compactMap(\.passedOverPath).count == 1 && listed.count == 2)
        }
    }

    @Test func `a circle of links is told, and the rest is listed`() async throws {
        try await withTemporaryFolder { folder in
            for (name, target) in [("a.jpg", "b"), ("b", "c"), ("c", "a.jpg")] {
                try FileManager.default.createSymbolicLink(
                    atPath: folder.appending(path: name).path, withDestinationPath: target)
            }
            try folder.write([1], at: "z.jpg")
            let listed = try await all(of: FolderSource(name: "s", root: folder.path))
            #expect(listed.compactMap(\.picturePath) == ["z.jpg"])
            #expect(listed.compactMap(\.passedOverPath) == ["a.jpg", "b", "c"])
        }
    }

    @Test(arguments: ["missing", "file.jpg"]) func `a root that is no folder fails in one line`(name: String)
        async throws
    {
        try await withTemporaryFolder { folder in
            try folder.write([1], at: "file.jpg")
            let path = folder.appending(path: name).path
            let error = await #expect(throws: SourceError.self) {
                try await FolderSource(name: "s", root: path).list()
            }
            let line = try #require(error).description
            #expect(line.contains(path) && !line.contains("\n"))
            #expect(error?.hint == .imagesFolder)
        }
    }

    @Test func `a disk that is unplugged while it is listed fails the source`() async throws {
        try await withTemporaryFolder { outer in
            let folder = outer.appending(path: "mount")
            try folder.write([1], at: "a/1.jpg")
            try folder.write([1], at: "b/2.jpg")
            let source = FolderSource(name: "s", root: folder.path)
            var listed = try await source.list().makeAsyncIterator()
            let first = try #require(try await listed.next())
            try FileManager.default.moveItem(at: folder, to: outer.appending(path: "elsewhere"))
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            await #expect(throws: SourceError.self) { while try await listed.next() != nil {} }
            guard case .picture(let picture) = first else {
                Issue.record("expected a picture")
                return
            }
            await #expect(throws: SourceError.self) { try await source.read(picture) }
        }
    }

    @Test func `the date of a file is told to the nanosecond`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "a.jpg").path
            try OpenFile(writing: path).setModified(1_234_567_890_123_456_789)
            let pictures = try await pictures(of: FolderSource(name: "s", root: folder.path))
            #expect(pictures.map(\.modified) == [1_234_567_890_123_456_789])
        }
    }

    @Test func `a file is refused by its size before it is read`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write([1, 2, 3, 4], at: "a.jpg")
            let source = FolderSource(name: "s", root: folder.path, maxBytes: 3, byContent: false)
            let error = try await readingError(of: "a.jpg", from: source)
            #expect(error == PictureError(.tooManyBytes, "4 bytes, the limit is 3"))
        }
    }

    @Test(arguments: ["../outside.jpg", "link.jpg", "pipe.jpg", "folder.jpg", "loop.jpg"])
    func `what is no file within the folder is never read`(path: String) async throws {
        try await withTemporaryFolder { outer in
            let folder = outer.appending(path: "root")
            try outer.write([1], at: "outside.jpg")
            try folder.write([1], at: "folder.jpg/a.jpg")
            mkfifo(folder.appending(path: "pipe.jpg").path, 0o600)
            for (name, target) in [("link.jpg", "../outside.jpg"), ("loop.jpg", "loop.jpg")] {
                try FileManager.default.createSymbolicLink(
                    atPath: folder.appending(path: name).path, withDestinationPath: target)
            }
            let error = try await readingError(of: path, from: FolderSource(name: "s", root: folder.path))
            #expect(error?.code == .unreadable)
        }
    }

    @Test func `pipes are not listed`() async throws {
        try await withTemporaryFolder { folder in
            mkfifo(folder.appending(path: "pipe.jpg").path, 0o600)
            let names = try await listing(of: folder)
            #expect(names == [])
        }
    }

    @Test func `only what is asked for is looked at`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write([1], at: "a.jpg")
            try folder.write([1], at: "later/b.jpg")
            var listed = try await FolderSource(name: "s", root: folder.path).list().makeAsyncIterator()
            _ = try await listed.next()
            try folder.write([1], at: "later/c.jpg")
            var rest = 0
            while try await listed.next() != nil { rest += 1 }
            #expect(rest == 2)
        }
    }
}

private func readingError(of path: String, from source: FolderSource) async throws -> PictureError? {
    let file = PictureFile(location: PictureLocation(source: source.name, path: path), size: 1, modified: 1)
    return await #expect(throws: PictureError.self) { try await source.read(file) }
}

private func listing(of folder: URL) async throws -> [String] {
    try await all(of: FolderSource(name: "s", root: folder.path)).compactMap(\.picturePath)
}

private func pictures(of source: FolderSource) async throws -> [PictureFile] {
    try await all(of: source).compactMap { if case .picture(let file) = $0 { file } else { nil } }
}

private func all(of source: FolderSource) async throws -> [ListedFile] {
    var all: [ListedFile] = []
    for try await listed in try await source.list() { all.append(listed) }
    return all
}

extension ListedFile {
    fileprivate var picturePath: String? {
        if case .picture(let file) = self { file.location.path } else { nil }
    }

    fileprivate var passedOverPath: String? {
        if case .passedOver(let path, _) = self { path } else { nil }
    }

    fileprivate var unreadablePath: String? {
        if case .unreadable(let path, _) = self { path } else { nil }
    }
}

/// Runs work on a thread that may not read everything, even when the tests run as root, who may.
private func asAnotherUser<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread {
            becomeOnThisThread(65534)
            continuation.resume(with: Result(catching: work))
        }.start()
    }
}

/// Changes the user that the system checks files by, which Linux keeps for each thread; without effect for other users than root.
private func becomeOnThisThread(_ user: UInt32) {
    #if os(Linux)
        typealias Call = @convention(c) (UInt32) -> Int32
        // Swift's Glibc does not import it.
        if let symbol = dlsym(nil, "setfsuid") { _ = unsafeBitCast(symbol, to: Call.self)(user) }
    #endif
}

/// Foundation changes the bytes of some names; the system does not.
private func createFile(_ path: some Collection<UInt8>, _ bytes: [UInt8]) throws {
    let name = path.map { CChar(bitPattern: $0) } + [0]
    let file = try #require(fopen(name, "w"))
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
}

private func createFile(_ path: String, _ bytes: [UInt8]) throws { try createFile(Array(path.utf8), bytes) }

private func makeDeepFolder(in folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    var place = open(folder.path, O_RDONLY | O_DIRECTORY)
    let name = String(repeating: "d", count: 200)
    for _ in 0..<25 {
        #expect(mkdirat(place, name, 0o755) == 0)
        let below = openat(place, name, O_RDONLY | O_DIRECTORY)
        close(place)
        place = below
    }
    close(place)
}
