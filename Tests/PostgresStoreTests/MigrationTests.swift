import ImageSearch
import PostgresClient
import PostgresTesting
import Testing

@testable import PostgresStore

extension ServerTests {
    /// Databases that earlier versions left behind: the one before sources had runs, and the one before pictures had facts.
    @Suite struct MigrationTests {
        private static let model = ModelIdentity(
            name: "demo", fingerprint: "2fd5cbc53f3d6ee2a4db7031c41f02e9041feef0a89b11f28da3c102ce8e0572",
            dimensions: 256)

        @Test(arguments: [3, 4])
        func `keys, files and vectors stay byte for byte, and no table or index is written anew`(schema: Int)
            async throws
        {
            let settings = try await earlierDatabase(schema)
            let (column, graph) = schema == 3 ? ("embedding", "hnsw") : ("embedding_1", "1")
            let columns = "id, source, path, size, modified, content, indexed_at, missing_since"
            let rows = "SELECT (\(columns), encode(halfvec_send(%), 'hex'))::text FROM images ORDER BY id"
            let files =
                "SELECT pg_relation_filenode(oid)::text FROM pg_class WHERE relname IN ('images', %) ORDER BY relname"
            let before = try await texts(settings, rows.replacing("%", with: column))
            let filesBefore = try await texts(settings, files.replacing("%", with: "'images_embedding_\(graph)'"))
            let store = try await Stores.open(settings, indexThreshold: 0)
            try await store.adopt(Self.model)
            #expect(before.count == 17)
            #expect(try await store.texts(rows.replacing("%", with: "embedding_1")) == before)
            #expect(try await store.texts(files.replacing("%", with: "'images_embedding_1'")) == filesBefore)
            #expect(try await store.usesIndex())
        }

        @Test(arguments: [3, 4])
        func `searches find the same pictures at the same distances`(schema: Int) async throws {
            let settings = try await earlierDatabase(schema)
            let id = "37042846-82b1-7f64-d812-c544d623a7d9"
            let nearest = """
                SELECT id || ' ' || round((embedding <=> (SELECT embedding FROM images WHERE id = '\(id)'))::numeric, 5)
                FROM images WHERE missing_since IS NULL ORDER BY 1
                """
            let column = schema == 3 ? "embedding" : "embedding_1"
            let before = try await texts(settings, nearest.replacing("embedding", with: column))
            let store = try await Stores.open(settings, indexThreshold: 0)
            try await store.adopt(Self.model)
            let picture = try #require(PictureID(id))
            let query = try #require(try await store.embedding(of: picture))
            let matches = try await store.neighbours(16, to: query, .index)
            #expect(matches.map(\.picture.id) == (try await store.neighbours(16, to: query, .exact)).map(\.picture.id))
            #expect(matches.prefix(2).allSatisfy { $0.distance < 1e-6 }, "the picture and its copy")
            let after = try await store.texts(nearest.replacing("embedding", with: "embedding_1"))
            #expect(after == before && after.count == matches.count)
        }

        @Test func `a run knows every file as it was, and what was tried`() async throws {
            let store = try await Stores.open(earlierDatabase())
            try await store.adopt(Self.model)
            let sources = try await store.sources()
            #expect(sources.map(\.name) == ["archive", "data/uploads", "photos"])
            #expect(sources.map(\.kind) == [.folder, .folder, .folder])
            #expect(sources[0].place == nil)
            #expect(sources[2].place == SourcePlace(machine: "a-machine", path: "/home/someone/photos"))
            let run = try await store.begin("photos", below: "")
            let files = try await store.files(in: "photos")
            let missing = try #require(files.first { $0.location.path == "trip/duck.jpg" })
            #expect(files.count == 10)
            let broken = PictureFile(
                location: PictureLocation(source: "photos", path: "broken.jpg"), size: 11,
                modified: 1_795_658_036_510_663_938)
            let unknown = try await store.unknown(among: files.filter { $0 != missing } + [broken], in: run)
            #expect(unknown.map(\.file) == [broken])
            #expect(unknown.first?.attempt?.refusal?.code == .notAPicture)
            #expect(try await store.finish(run, guarding: UnreadablePaths()) == UnseenPictures())
            #expect(try await store.unknown(among: [missing], in: run).isEmpty)
            #expect(try await store.count() == 17, "the missing one is found again")
            #expect(
                try await store.texts("SELECT unfinished::text FROM attempts WHERE code IS NULL") == ["2"])
        }

        @Test func `runs, what they saw, and states of files stay`() async throws {
            let queries = [
                "SELECT number || ' ' || coalesce(finished::text, '') FROM runs ORDER BY source, number",
                "SELECT id || ' ' || run FROM sightings ORDER BY id", "SELECT version FROM images WHERE version <> ''",
                "SELECT id || version FROM attempts WHERE version <> ''",
                "SELECT name || newest_run FROM sources ORDER BY id",
            ]
            let settings = try await earlierDatabase(4)
            var before: [[String]] = []
            for query in queries { before.append(try await texts(settings, query)) }
            let store = try await Stores.open(settings, indexThreshold: 0)
            try await store.adopt(Self.model)
            for (query, rows) in zip(queries, before) {
                let after = try await store.texts(query)
                #expect(!rows.isEmpty && rows == after, "\(query)")
            }
            let pictures = try await store.pictures(where: Filter(), by: .newest, after: nil, count: 100)
            #expect(pictures.count == 16 && pictures.allSatisfy { $0.facts == nil })
            #expect(try await store.outdatedFacts(below: 1, after: nil, limit: 100).count == 16)
            let refusals = try await store.refusals(after: nil, limit: 100)
            #expect(refusals.map(\.location) == [nil, nil])
            let run = try await store.begin("photos", below: "")
            #expect(run.number == 3)
        }

        @Test func `a database without a model is migrated too`() async throws {
            let settings = try TestServer.database()
            _ = try await Stores.open(settings, migrations: Array(Migration.all.prefix(3)))
            let store = try await Stores.open(settings)
            try await store.adopt(Self.model)
            #expect(try await store.texts("SELECT id::text FROM models") == ["1"])
        }

        private func earlierDatabase(_ schema: Int = 3) async throws -> ConnectionSettings {
            let settings = try await TestServer.newDatabase()
            let dump = try Stores.fixture("schema-\(schema).sql")
            try await ConnectionPool(settings, size: 1, timeout: .seconds(120)).perform { try $0.run(script: dump) }
            return settings
        }

        private func texts(_ settings: ConnectionSettings, _ sql: String) async throws -> [String] {
            try await ConnectionPool(settings, size: 1, timeout: .seconds(120)).perform { session in
                let rows = try session.run(.plain(sql))
                return rows.map { rows.text($0, 0) }
            }
        }
    }
}
