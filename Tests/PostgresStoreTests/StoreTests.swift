import ImageSearch
import ImageSearchTesting
import PostgresClient
import PostgresTesting
import Testing

@testable import PostgresStore

/// All that needs a server, but not one of its own.
@Suite(.sharedServer, .ends(within: .seconds(180))) struct ServerTests {}

extension ServerTests {
    @Suite struct StoreTests {
        @Test func `the store keeps the contract of catalogues`() async throws {
            try await CatalogueContract(makeStore: { try await Stores.open(TestServer.database()) }) {
                try await ($0 as? PictureDatabase)?.endPrograms()
            }.verify()
        }

        @Test func `the store keeps the contract of indexes of vectors`() async throws {
            try await VectorIndexContract { try await Stores.open(TestServer.database()) }.verify()
        }

        @Test func `no more searches are saved than may be`() async throws {
            let store = try await Stores.new()
            _ = try await store.saveSearch("x", as: "one")
            _ = try await store.texts(
                """
                INSERT INTO saved_searches SELECT 'n' || number, 'x' FROM generate_series(2, \(SavedSearch.limit)) AS number
                RETURNING name
                """)
            #expect(try await store.saveSearch("x", as: "one more") == nil)
            #expect(try await store.saveSearch("y", as: "one")?.query == "y")
            try await store.removeSavedSearch("n7")
            #expect(try await store.saveSearch("x", as: "one more") != nil)
            #expect(try await store.savedSearches().count == SavedSearch.limit)
        }

        @Test func `favourites are read along their index, and no row is written by the migration`() async throws {
            let settings = try TestServer.database()
            let before = try await Stores.open(settings, migrations: Array(Migration.all.prefix(6)))
            try await before.adopt(ModelIdentity(name: "test", fingerprint: "weights", dimensions: 4))
            let file = "SELECT pg_relation_filenode('images')::text"
            let old = try await before.texts(file)
            let store = try await Stores.open(settings)
            try await store.adopt(ModelIdentity(name: "test", fingerprint: "weights", dimensions: 4))
            #expect(try await store.texts(file) == old)
            let pictures = Clusters(dimensions: 4).pictures(300)
            try await store.save(pictures)
            #expect(try await store.setFavourite(pictures[7].id, true))
            _ = try await store.texts("ANALYZE images")
            let plan = try await store.texts("EXPLAIN SELECT count(*) FROM images WHERE favourite")
            #expect(plan.joined(separator: "\n").contains("images_favourite"))
        }

        @Test func `a thousand pictures are saved in one call`() async throws {
            let store = try await Stores.new(64)
            let pictures = Clusters(dimensions: 64).pictures(1000)
            try await store.save(pictures)
            #expect(try await store.count() == 1000)
            #expect(try await store.known(pictures.map(\.content)).count == 1000)
        }

        @Test func `equally near pictures come in the order of their keys`() async throws {
            let store = try await Stores.new()
            let pictures = (0..<50).map { number in
                var picture = Clusters(dimensions: 4).picture(number)
                picture.embedding = Embedding(normalized: [0, 1, 0, 0])
                return picture
            }
            try await store.save(pictures)
            let matches = try await store.nearest(50, to: Embedding(normalized: [0, 1, 0, 0]))
            #expect(matches.map(\.picture.id.description) == pictures.map(\.id.description).sorted())
        }

        @Test func `an embedding of another length is refused`() async throws {
            let store = try await Stores.new(4)
            try await store.save(Clusters(dimensions: 4).pictures(1))
            await #expect(throws: StoreError.self) {
                try await store.nearest(1, to: Embedding(normalized: [1, 0]))
            }
            #expect(try await store.count() == 1, "the store is usable afterwards")
        }

        @Test func `a failed batch leaves nothing behind`() async throws {
            let store = try await Stores.new(4)
            let pictures = Clusters(dimensions: 4).pictures(3)
            var broken = Clusters(dimensions: 4).picture(3)
            broken.embedding = Embedding(normalized: [1])
            await #expect(throws: StoreError.self) { try await store.save(pictures + [broken]) }
            #expect(try await store.count() == 0)
            try await store.save(pictures)
            #expect(try await store.count() == 3)
        }

        @Test func `an estimate of many counts those that can be found`() async throws {
            let store = try await Stores.new()
            #expect(try await store.estimatedCount() == 0)
            for start in stride(from: 0, to: 12_000, by: 2000) {
                try await store.save((start..<start + 2000).map(Clusters(dimensions: 4).picture))
            }
            try await store.lose((0..<6000).map { Clusters(dimensions: 4).picture($0).id })
            _ = try await store.texts("ANALYZE images")
            let estimate = try await store.estimatedCount()
            #expect((5000...7000).contains(estimate), "6,000 of 12,000")
        }

        @Test func `neither searches nor readiness stand behind changes`() async throws {
            let store = try await Stores.open(TestServer.database())
            let changes = store.database.changes
            var holders: [Task<Void, any Error>] = []
            for _ in 0..<3 { holders.append(try await TestServer.hold(changes)) }
            let waiter = Task { try await store.sources() }
            while changes.waiters == 0 { await Task.yield() }
            #expect(try await store.nearest(1, to: Embedding(normalized: [1, 0, 0, 0])).isEmpty)
            #expect(try await store.count() == 0)
            try await Stores.untilAvailable { try await store.checkReadiness() }
            #expect(changes.waiters == 1, "the change still waits")
            waiter.cancel()
            for holder in holders { holder.cancel() }
            _ = await waiter.result
            for holder in holders { _ = await holder.result }
        }
    }
}
