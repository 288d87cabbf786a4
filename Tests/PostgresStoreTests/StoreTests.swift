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
        @Test func `the store keeps the contract`() async throws {
            try await VectorStoreContract {
                try await PostgresVectorStore(TestServer.database(), log: silent)
            }.verify()
        }

        @Test func `a thousand pictures are saved in one call`() async throws {
            let store = try await Stores.new(64)
            let pictures = Clusters(dimensions: 64).pictures(1000)
            try await store.save(pictures)
            #expect(try await store.count() == 1000)
            #expect(try await store.files(of: pictures.map(\.id)).count == 1000)
            #expect(try await store.embeddings(of: pictures.map(\.content)).count == 1000)
        }

        @Test func `equally near pictures come in the order of their keys`() async throws {
            let store = try await Stores.new()
            let pictures = (0..<50).map { number in
                var picture = Clusters(dimensions: 4).picture(number)
                picture.embedding = Embedding(normalized: [0, 1, 0, 0])
                return picture
            }
            try await store.save(pictures)
            let matches = try await store.nearest(to: Embedding(normalized: [0, 1, 0, 0]), limit: 50)
            #expect(matches.map(\.id.description) == pictures.map(\.id.description).sorted())
        }

        @Test func `an embedding of another length is refused`() async throws {
            let store = try await Stores.new(4)
            try await store.save(Clusters(dimensions: 4).pictures(1))
            await #expect(throws: StoreError.self) {
                try await store.nearest(to: Embedding(normalized: [1, 0]), limit: 1)
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

        @Test func `readiness does not stand behind searches`() async throws {
            let pool = ConnectionPool(try TestServer.database(), size: 1)
            let store = try await PostgresVectorStore(pool, migrator: Migrator(migrations: Migration.all), log: silent)
            let holder = try await TestServer.hold(pool)
            let waiter = Task { try await store.count() }
            while pool.waiters == 0 { await Task.yield() }
            try await Stores.untilAvailable { try await store.checkReadiness() }
            #expect(pool.waiters == 1, "the search still waits")
            waiter.cancel()
            holder.cancel()
            _ = await (waiter.result, holder.result)
        }
    }
}
