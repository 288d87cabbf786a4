import ImageSearch
import ImageSearchTesting
import PostgresClient
import PostgresTesting
import Synchronization
import Testing

@testable import PostgresStore

extension ServerTests {
    /// Behind a pool of connections that gives each transaction another one of the server's.
    @Suite struct PooledTests {
        private static let model = ModelIdentity(name: "test", fingerprint: "weights", dimensions: 4)

        @Test func `the store keeps the contract behind a pool of connections`() async throws {
            // The latest alone: each holds connections of the server that other tests wait for.
            let current = Mutex<TransactionPool?>(nil)
            try await CatalogueContract {
                let (pool, settings) = try await pooled()
                current.withLock { $0 = pool }
                return try await PictureDatabase(settings, log: silent)
            }.verify()
        }

        @Test func `an index is built, and nothing is left in the pool's connections`() async throws {
            let (pool, settings) = try await pooled()
            let store = try await Stores.open(settings, indexThreshold: 100)
            try await store.adopt(Self.model)
            try await store.save(Clusters(dimensions: 4).pictures(200))
            try await store.maintainIndex { _ in }
            #expect(try await store.usesIndex())
            for _ in 0..<6 {
                let (locks, settings) = try await store.database.change { session in
                    let rows = try session.run(
                        .plain(
                            """
                            SELECT (SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
                                    WHERE locktype = 'advisory' AND datname = current_database()),
                                (SELECT count(*) FROM pg_settings WHERE source = 'session'
                                    AND name NOT IN ('client_encoding', 'application_name'))
                            """))
                    return (rows.int64(0, 0), rows.int64(0, 1))
                }
                #expect(locks == 0, "a lock was left")
                #expect(settings == 0, "a setting was left")
            }
            withExtendedLifetime(pool) {}
        }

        @Test func `programs that share connections find each other's statements`() async throws {
            let (pool, settings) = try await pooled()
            let stores = try await [
                PictureDatabase(settings, connections: 1, log: silent),
                PictureDatabase(settings, connections: 1, log: silent),
            ]
            try await stores[0].adopt(Self.model)
            // Names that are taken, and names that are gone, in every order.
            for round in 0..<12 {
                try await stores[round % 2].save([Clusters(dimensions: 4).picture(round)])
                let query = Clusters(dimensions: 4).embedding(round)
                #expect(try await stores[(round + 1) % 2].nearest(100, to: query).count == round + 1)
            }
            withExtendedLifetime(pool) {}
        }

        /// A new database, and the address of a pool in front of it.
        private func pooled() async throws -> (TransactionPool, ConnectionSettings) {
            let settings = try await TestServer.newDatabase()
            let pool = try await TransactionPool(settings)
            let name = settings.value("dbname") ?? ""
            let address = ConnectionSettings(host: "127.0.0.1", port: pool.port, database: name, user: "postgres")
                .withDefault("sslmode", "disable")
            return (pool, address)
        }
    }
}
