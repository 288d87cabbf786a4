import ImageSearch
import PostgresClient
import PostgresTesting

@testable import EmbeddedPostgres
@testable import PostgresStore

/// Stores on the suite's server.
enum Stores {
    /// Tries again as long as the server, which other tests keep busy, has no connection left or is too slow.
    static func untilAvailable<R>(_ work: () async throws -> R) async throws -> R {
        while true {
            do { return try await work() } catch let error as StoreError where error.code == .unavailable {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// A store on a new database, with the model adopted.
    static func new(
        _ dimensions: Int = 4, indexThreshold: Int = HNSWIndex.defaultThreshold
    ) async throws -> PostgresVectorStore {
        let database = try TestServer.database()
        try await ServerRole.prepare(database, createsDatabase: true)
        let store = try await PostgresVectorStore(
            ConnectionPool(database.user(ServerRole.program), timeout: .seconds(120)),
            migrator: Migrator(migrations: Migration.all),
            indexThreshold: indexThreshold, log: silent)
        try await store.adopt(ModelIdentity(name: "test", fingerprint: "weights", dimensions: dimensions))
        return store
    }
}
