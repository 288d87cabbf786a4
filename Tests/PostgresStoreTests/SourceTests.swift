import ImageSearch
import ImageSearchTesting
import PostgresClient
import PostgresTesting
import Testing

@testable import PostgresStore

extension ServerTests {
    /// Which folders pictures come from, on a real server.
    @Suite struct SourceTests {
        private let query = Embedding(normalized: [1, 0, 0, 0])

        private func registry(
            _ store: PictureDatabase, _ machine: String = "one", _ files: [String] = [], ownData: String? = nil
        ) -> SourceRegistry {
            let folders = MemoryFolders(workingFolder: "/work")
            for file in files { folders.add("/work/" + file) }
            return SourceRegistry(
                catalogue: store, folders: folders,
                machine: .init(id: machine, host: machine, ownDataFolder: ownData))
        }

        /// A database as the first version left it, with pictures in two sources, one of them missing.
        private func earlierDatabase() async throws -> (ConnectionSettings, [Picture]) {
            let settings = try TestServer.database()
            let store = try await Stores.open(settings, migrations: Array(Migration.all.prefix(1)))
            let pictures = try [("img", "a.jpg"), ("img", "2020/b.jpg"), ("img", "gone.jpg"), ("up/é", "c.jpg")]
                .map { try picture($1, source: $0) }
            try await store.database.change { session in
                try session.run(.plain("ALTER TABLE images ADD COLUMN embedding halfvec(4) NOT NULL"))
                try session.run(.plain("INSERT INTO model VALUES (true, 'test', 'weights', 4)"))
                for picture in pictures {
                    try session.run(
                        .plain(
                            """
                            INSERT INTO images (id, source, path, size, modified, content, embedding, missing_since)
                            VALUES ($1, $2, $3, 1, 1, $4, $5::halfvec, CASE WHEN $3 = 'gone.jpg' THEN now() END)
                            """, .uuid(picture.id), .text(picture.file.location.source),
                            .text(picture.file.location.path), .bytes(picture.content.bytes),
                            .halfvec(picture.embedding)))
                }
            }
            return (settings, pictures)
        }

        private static let files = "SELECT (id, source, path, size, modified, content)::text FROM images ORDER BY id"

        @Test func `a database of the first version keeps keys and vectors, and its folders are known again`()
            async throws
        {
            let (settings, pictures) = try await earlierDatabase()
            let store = try await open(settings, Migration.all)
            #expect(
                try await store.sources() == ["img", "up/é"].map { Source(name: $0, place: nil) })
            let before = try await store.texts(Self.files)
            #expect(before.count == 4)
            let registry = registry(store, "own", ["img/2020/b.jpg"], ownData: "/data")
            #expect(
                try await registry.register("img/2020", named: "img/2020")
                    == SourcePart(source: "img", root: "/work/img", folder: "2020"))
            #expect(
                try await registry.register("img", named: "img")
                    == SourcePart(source: "img", root: "/work/img", folder: ""))
            #expect(try await registry.part(of: "img/2020", named: "x").source == "img")
            #expect(try await store.texts(Self.files) == before)
            #expect(try await store.nearest(9, to: query).count == 3)
            #expect(try await store.known(pictures.map(\.content)).count == 4)
        }

        @Test func `two machines share a database of the first version without touching each other's pictures`()
            async throws
        {
            let (settings, pictures) = try await earlierDatabase()
            let one = try await open(settings, Migration.all)
            let two = try await open(settings, Migration.all)
            let mine = try await registry(one, "one", ["img/a.jpg"]).register("img", named: "img")
            let other = try await registry(two, "two", ["img/2020/b.jpg"]).register("img", named: "img")
            #expect(mine.source == "img")
            #expect(other.source == "/work/img")
            // Each one's folder is empty by now: all that is its own is gone.
            let unseen = try await one.finish(one.begin(mine.source, below: ""), guarding: UnreadablePaths())
            #expect(unseen == UnseenPictures(gone: 1))
            #expect(try await one.prune(mine.source, below: "") == 1)
            #expect(
                Set(try await two.nearest(9, to: query).map(\.picture.location.description)) == [
                    "/work/img/2020/b.jpg", "up/é/c.jpg",
                ])
            #expect(try await two.known(pictures.map(\.content)).count == 3)
        }

        @Test func `a fresh folder of each of two machines, registered at once, is a source of its own`() async throws {
            let settings = try TestServer.database()
            let stores = try await [open(settings, Migration.all), open(settings, Migration.all)]
            let found = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                for attempt in 0..<24 {
                    group.addTask {
                        let machine = attempt % 2
                        let registry = registry(stores[machine], "machine-\(machine)")
                        return (machine, try await registry.register("img", named: "img").source)
                    }
                }
                return try await group.reduce(into: [0: Set<String>(), 1: []]) { $0[$1.0]?.insert($1.1) }
            }
            #expect(Set(found.values.flatMap { $0 }) == ["img", "/work/img"])
            #expect(found.values.allSatisfy { $0.count == 1 })
        }

        @Test func `a thousand pictures of a folder within join with their vectors, or none do`() async throws {
            let store = try await Stores.new()
            let registry = registry(store)
            let child = try await registry.register("img/2020", named: "img/2020")
            let pictures = try (0..<1000).map { try picture("\($0).jpg", source: child.source) }
            try await store.save(pictures)
            try await store.save([picture("2020/7.jpg", source: "img")])
            await #expect(throws: StoreError.self) {
                try await store.changeSources { _ in
                    var changes = SourceChanges()
                    changes.moves = [
                        SourceMove(from: child.source, to: "img", below: "2020"),
                        SourceMove(from: "img", to: "im\0g"),  // no text of PostgreSQL holds a zero
                    ]
                    return changes
                }
            }
            #expect(try await store.files(in: child.source).count == 1000)
            _ = try await registry.register("img", named: "img")
            #expect(try await store.files(in: child.source).isEmpty)
            #expect(try await store.files(in: "img").count { $0.location.path.hasPrefix("2020/") } == 1000)
            #expect(try await store.count() == 1000)
        }

        private func open(_ settings: ConnectionSettings, _ migrations: [Migration]) async throws -> PictureDatabase {
            let store = try await Stores.open(settings, migrations: migrations)
            try await store.adopt(ModelIdentity(name: "test", fingerprint: "weights", dimensions: 4))
            return store
        }

        private func picture(_ path: String, source: String) throws -> Picture {
            let location = PictureLocation(source: source, path: path)
            return Picture(
                file: PictureFile(location: location, state: FileState(size: 1, modified: 1)),
                content: ContentHash(of: Array(location.description.utf8)), embedding: query, facts: nil)
        }
    }
}
