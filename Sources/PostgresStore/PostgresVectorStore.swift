public import ImageSearch
public import Logging
public import PostgresClient

/// Keeps vectors in PostgreSQL with pgvector.
///
/// It survives a restart of the database: work that was interrupted is done again.
///
///     let store = try await PostgresVectorStore(.url("postgres://localhost/imagesearch"), log: log)
///     try await store.adopt(embedder.model)
public struct PostgresVectorStore: VectorStore {
    let database: Database
    let vector: VectorExtension
    let index: HNSWIndex
    private let readiness: ReadinessProbe
    let log: Logger

    /// Connects, checks the server, and brings the schema up to date; the database is created when it is missing.
    ///
    /// - Parameters:
    ///   - settings: the server and the database.
    ///   - connections: how many statements run at once; one more connection is kept for ``checkReadiness()``.
    ///   - timeout: how long a database that does not answer is waited for, here and in every later call.
    ///   - log: what happens is told here.
    /// - Throws: ``ImageSearch/StoreError``.
    public init(
        _ settings: ConnectionSettings, connections: Int = 4, timeout: Duration = .seconds(10), log: Logger
    ) async throws {
        let pool = ConnectionPool(settings, size: connections, timeout: timeout)
        try await self.init(pool, migrator: Migrator(migrations: Migration.all), log: log)
    }

    init(
        _ pool: ConnectionPool, migrator: Migrator, indexThreshold: Int = HNSWIndex.defaultThreshold, log: Logger
    ) async throws {
        let database = Database(pool: pool)
        try await database.mapped { try await pool.createDatabaseIfMissing() }
        let vector = try await database.perform { session in
            let vector = try DatabasePreparation.enableExtension(session)
            try migrator.migrate(session)
            return vector
        }
        if !vector.hasSoundIndexes {
            log.warning("pgvector is older than 0.8.4, whose indexes can break: searches stay exact, but slower")
        }
        self.database = database
        self.vector = vector
        self.log = log
        readiness = ReadinessProbe(pool.settings)
        index = HNSWIndex(
            database, vector: vector, threshold: vector.hasSoundIndexes ? indexThreshold : .max, log: log)
    }

    /// Returns when the database answers, or did a second ago; it is never behind searches, and takes 2 seconds at most.
    ///
    /// - Throws: ``ImageSearch/StoreError``.
    public func checkReadiness() async throws { try await database.mapped { try await readiness.check() } }

    /// How many pictures can be found.
    public func count() async throws -> Int {
        try await database.perform { session in
            let rows = try session.run(.prepared("SELECT count(*) FROM images WHERE missing_since IS NULL"))
            return Int(rows.int64(0, 0))
        }
    }
}
