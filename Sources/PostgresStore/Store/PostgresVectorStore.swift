public import ImageSearch
public import Logging

/// Keeps vectors in PostgreSQL with pgvector.
///
/// It survives a restart of the database: work that was interrupted is done again.
///
///     let store = try await PostgresVectorStore(.url("postgres://localhost/imagesearch"), log: log)
///     try await store.adopt(embedder.model)
public struct PostgresVectorStore: VectorStore {
    let pool: ConnectionPool
    let index: HNSWIndex
    let log: Logger

    /// Connects, checks the server, and brings the schema up to date; the database is created when it is missing.
    ///
    /// - Parameters:
    ///   - settings: the server and the database.
    ///   - connections: how many statements run at once.
    ///   - patience: how long a database that does not answer is waited for, here and in every later call.
    ///   - log: what happens is told here.
    /// - Throws: ``ImageSearch/StoreError``.
    public init(
        _ settings: ConnectionSettings, connections: Int = 4, patience: Duration = .seconds(10), log: Logger
    ) async throws {
        let pool = ConnectionPool(settings, size: connections, patience: patience)
        try await self.init(pool, migrator: Migrator(migrations: Migration.all), log: log)
    }

    init(
        _ pool: ConnectionPool, migrator: Migrator, indexThreshold: Int = HNSWIndex.defaultThreshold, log: Logger
    ) async throws {
        try await DatabasePreparation.createDatabaseIfMissing(pool)
        let canIndex = try await pool.perform { session in
            let canIndex = try DatabasePreparation.enableExtension(session)
            try migrator.migrate(session)
            return canIndex
        }
        if !canIndex {
            log.warning("pgvector is older than 0.8.4, whose indexes can break: searches stay exact, but slower")
        }
        self.pool = pool
        self.log = log
        index = HNSWIndex(pool: pool, threshold: canIndex ? indexThreshold : .max, log: log)
    }

    /// How many pictures can be found.
    public func count() async throws -> Int {
        try await pool.perform { session in
            let rows = try session.run(.prepared("SELECT count(*) FROM images WHERE missing_since IS NULL"))
            return Int(rows.int64(0, 0))
        }
    }
}
