import ImageSearch
import ImageSearchTesting
import Testing

/// One folder is one source, whatever it is called; two folders are two, whatever they are called.
@Suite struct SourceRegistryTests {
    let store = MemoryStore()
    let folders = MemoryFolders(workingFolder: "/work")

    private func registry(
        _ machine: String = "one", _ folders: MemoryFolders? = nil, ownData: String? = nil,
        store: MemoryStore? = nil
    ) -> SourceRegistry {
        SourceRegistry(
            catalogue: store ?? self.store, folders: folders ?? self.folders,
            machine: .init(id: machine, host: "host-\(machine)", ownDataFolder: ownData))
    }

    private func save(_ paths: [String], in source: String, size: Int64 = 1, store: MemoryStore? = nil)
        async throws
    {
        for path in paths {
            try await (store ?? self.store).save([picture(path, source: source, size: size)])
        }
    }

    private func shown(_ store: MemoryStore? = nil) async throws -> [String] {
        try await (store ?? self.store).nearest(to: Embedding(normalized: [1, 0, 0, 0]), limit: 100)
            .map(\.location.description).sorted()
    }

    // MARK: names of one folder

    @Test(arguments: ["img", "./img", "img/", "../work/img", "/work/img", "link", "link/.", "/elsewhere/mounted"])
    func `a folder is one source under every name`(spelling: String) async throws {
        folders.add("/work/img/a.jpg")
        folders.link("/work/link", to: "/work/img")
        folders.mount("/work/img", at: "/elsewhere/mounted")
        let first = try await registry().register("img", named: "img")
        #expect(first == SourcePart(source: "img", root: "/work/img", folder: ""))
        #expect(try await registry().register(spelling, named: "other") == first)
        #expect(try await registry().part(of: spelling, named: "other") == first)
        #expect(try await store.sources().map(\.name) == ["img"])
    }

    @Test func `from another working folder it keeps the name that it was first given`() async throws {
        _ = try await registry().register("img", named: "img")
        let elsewhere = MemoryFolders(workingFolder: "/work/img")
        #expect(try await registry("one", elsewhere).register(".", named: "/work/img").source == "img")
    }

    @Test func `two folders of one name are two sources`() async throws {
        let other = MemoryFolders(workingFolder: "/home")
        #expect(try await registry().register("img", named: "img").source == "img")
        #expect(try await registry("one", other).register("img", named: "img").source == "/home/img")
    }

    @Test func `folders whose pictures would be shown alike are told apart`() async throws {
        let other = MemoryFolders(workingFolder: "/home")
        _ = try await registry().register("img", named: "img")
        #expect(try await registry("one", other).register("img/2020", named: "img/2020").source == "/home/img/2020")
        #expect(try await registry().register("x/y", named: "x/y").source == "x/y")
        #expect(try await registry("one", other).register("x", named: "x").source == "/home/x")
    }

    @Test func `names that only look the same are two folders`() async throws {
        _ = try await registry().register("e\u{301}", named: "e\u{301}")
        let other = try await registry().register("\u{e9}", named: "\u{e9}")
        #expect(Array(other.root.utf8) == Array("/work/\u{e9}".utf8))
        #expect(try await store.sources().count == 2)
    }

    // MARK: folders within folders

    @Test func `a folder within a source is a part of it`() async throws {
        _ = try await registry().register("img", named: "img")
        let part = try await registry().register("img/2020/may", named: "img/2020/may")
        #expect(part == SourcePart(source: "img", root: "/work/img", folder: "2020/may"))
        #expect(part.location(of: "a.jpg").description == "img/2020/may/a.jpg")
        #expect(try await store.sources().count == 1)
    }

    @Test func `sources within a folder join it, with their vectors, and stay parts`() async throws {
        for child in ["img/2020", "img/2021"] {
            _ = try await registry().register(child, named: child)
            try await save(["a.jpg", "b.jpg"], in: child)
        }
        #expect(try await registry().register("img", named: "img").source == "img")
        #expect(
            try await shown() == ["img/2020/a.jpg", "img/2020/b.jpg", "img/2021/a.jpg", "img/2021/b.jpg"])
        #expect(try await store.files(in: "img").count == 4)
        #expect(try await registry().part(of: "img/2020", named: "x").folder == "2020")
    }

    @Test func `what a program saved under the old name meanwhile joins at the next time`() async throws {
        _ = try await registry().register("img/2020", named: "img/2020")
        _ = try await registry().register("img", named: "img")
        try await save(["late.jpg"], in: "img/2020")
        _ = try await registry().register("img/2020", named: "img/2020")
        #expect(try await store.files(in: "img").map(\.location.path) == ["2020/late.jpg"])
        #expect(try await store.files(in: "img/2020").isEmpty)
    }

    @Test func `a hidden folder within is a source of its own, as the folder's listing does not reach it`() async throws
    {
        _ = try await registry().register("img/.private", named: "img/.private")
        try await save(["a.jpg"], in: "img/.private")
        _ = try await registry().register("img", named: "img")
        #expect(try await registry().register("img/.private", named: "img/.private").folder.isEmpty)
        #expect(try await store.files(in: "img/.private").count == 1)
    }

    // MARK: two machines

    @Test func `two machines' folders of one path are two sources`() async throws {
        let names = try await ["one", "two", "three"].asyncMap {
            try await registry($0).register("img", named: "img").source
        }
        #expect(names == ["img", "/work/img", "host-three:/work/img"])
        for (machine, name) in zip(["one", "two", "three"], names) {
            #expect(try await registry(machine).register("img", named: "img").source == name)
        }
        #expect(try await registry("two").register("img/2020", named: "img/2020").source == "/work/img")
    }

    @Test func `many programs that register at once agree`() async throws {
        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await registry().register("img", named: "img").source } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(names == ["img"])
    }

    // MARK: moved folders

    @Test func `folders in a data folder with its own database move with it`() async throws {
        let own = registry(ownData: "data")
        _ = try await own.register("data/images", named: "data/images")
        _ = try await own.register("data", named: "data")
        let moved = MemoryFolders(workingFolder: "/new")
        let part = try await registry("one", moved, ownData: "data").register("data/images", named: "data/images")
        #expect(part == SourcePart(source: "data", root: "/new/data", folder: "images"))
    }

    @Test func `a folder that was moved with its pictures keeps its name`() async throws {
        folders.add("/work/img/a.jpg")
        _ = try await registry().register("img", named: "img")
        try await save(["a.jpg"], in: "img")
        let moved = MemoryFolders(workingFolder: "/new")
        #expect(
            try await registry("one", moved).register("img", named: "img").source == "/new/img", "nothing of it is here"
        )
        folders.remove("/work/img")
        let there = MemoryFolders(workingFolder: "/there")
        there.add("/there/img/a.jpg")
        let part = try await registry("one", there).register("img", named: "img")
        #expect(part == SourcePart(source: "img", root: "/there/img", folder: ""))
    }

    @Test func `a folder that a link to its new place stands for keeps its name`() async throws {
        folders.add("/work/img/a.jpg")
        _ = try await registry().register("img", named: "img")
        try await save(["a.jpg"], in: "img")
        folders.remove("/work/img")
        folders.add("/disk/pictures/a.jpg")
        folders.link("/work/img", to: "/disk/pictures")
        #expect(try await registry().register("/disk/pictures", named: "/disk/pictures").source == "img")
    }

    @Test func `a folder that only took the place of another is not that one`() async throws {
        folders.add("/work/img/a.jpg")
        _ = try await registry().register("img", named: "img")
        try await save(["a.jpg"], in: "img")
        let copied = MemoryFolders(workingFolder: "/new")
        copied.add("/new/img/a.jpg")
        copied.add("/work/img/a.jpg")
        #expect(try await registry("one", copied).register("img", named: "img").source == "/new/img")
    }
}

/// Databases of versions that knew no more of a source than its name.
@Suite struct EarlierSourceTests {
    private func registry(
        _ store: MemoryStore, _ machine: String, _ files: [String], at folder: String, ownData: String? = nil
    ) -> SourceRegistry {
        let folders = MemoryFolders(workingFolder: folder)
        for file in files { folders.add(folder + "/" + file) }
        return SourceRegistry(
            catalogue: store, folders: folders,
            machine: .init(id: machine, host: "host-\(machine)", ownDataFolder: ownData))
    }

    @Test func `in a database of its own a source is taken by its name, with its keys`() async throws {
        let store = MemoryStore(namedSources: ["img"])
        try await store.save([picture("gone.jpg", source: "img"), picture("a.jpg", source: "img")])
        let ids = try await Set(store.files(in: "img").map(\.id))
        let part = try await registry(store, "own", ["img/a.jpg"], at: "/work", ownData: "/data")
            .register("img", named: "img")
        #expect(part == SourcePart(source: "img", root: "/work/img", folder: ""))
        #expect(try await Set(store.files(in: "img").map(\.id)) == ids)
        #expect(try await store.count() == 2)
    }

    @Test func `sources within, and other names of the folder, join it`() async throws {
        let store = MemoryStore(namedSources: ["/work/img", "img", "img/2020"])
        for source in ["img", "/work/img"] { try await store.save([picture("2020/a.jpg", source: source)]) }
        try await store.save([picture("a.jpg", source: "img/2020")])
        let registry = registry(store, "own", ["img/2020/a.jpg"], at: "/work", ownData: "/data")
        #expect(try await registry.register("img", named: "img").source == "img")
        let found = try await store.nearest(to: Embedding(normalized: [1, 0, 0, 0]), limit: 9)
        #expect(found.map(\.id) == [try picture("2020/a.jpg", source: "img").id])
        #expect(try await registry.register("img/2020", named: "img/2020").source == "img")
    }

    @Test func `each of two machines gets the pictures that it has, and nobody those that neither has`() async throws {
        let store = MemoryStore(namedSources: ["img"])
        let paths = ["one.jpg", "two.jpg", "gone.jpg"]
        try await store.save(try paths.map { try picture($0, source: "img") })
        let kept = try picture("one.jpg", source: "img").file

        let one = registry(store, "1", ["img/one.jpg"], at: "/work")
        #expect(try await one.register("img", named: "img").source == "img")
        #expect(try await store.files(in: "img") == [kept])

        let two = registry(store, "2", ["img/two.jpg"], at: "/work")
        #expect(try await two.register("img", named: "img").source == "/work/img")
        #expect(try await store.files(in: "/work/img").map(\.location.path) == ["two.jpg"])

        let shown = try await store.nearest(to: Embedding(normalized: [1, 0, 0, 0]), limit: 9).map(
            \.location.description)
        #expect(Set(shown) == ["img/one.jpg", "/work/img/two.jpg", "img/gone.jpg"])
        #expect(try await one.register("img", named: "img").source == "img")
    }

    @Test func `a machine that has none of its pictures does not take a source`() async throws {
        let store = MemoryStore(namedSources: ["img"])
        try await store.save([picture("a.jpg", source: "img")])
        #expect(try await registry(store, "2", [], at: "/work").register("img", named: "img").source == "/work/img")
        #expect(
            try await registry(store, "1", ["img/a.jpg"], at: "/home").register("img", named: "img").source == "img")
    }
}

private func picture(_ path: String, source: String, size: Int64 = 1) throws -> Picture {
    let location = PictureLocation(source: source, path: path)
    return Picture(
        file: PictureFile(location: location, state: FileState(size: size, modified: 1)),
        content: ContentHash(of: Array(path.utf8)), embedding: Embedding(normalized: [1, 0, 0, 0]), facts: nil)
}

extension Sequence {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
