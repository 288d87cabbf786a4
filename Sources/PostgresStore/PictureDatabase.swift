public import ImageSearch
public import Logging
public import PostgresClient

/// The catalogue and the vectors of pictures, in PostgreSQL with pgvector.
///
/// It survives a restart of the database: work that was interrupted is done again. On a server that takes no changes, such
/// as a standby, it serves searches alone.
///
///     let pictures = try await PictureDatabase(.url("postgres://localhost/imagesearch"), log: log)
///     try await pictures.adopt(embedder.model)
public struct PictureDatabase: Catalogue, VectorIndex {
    let database: Database
    let vector: VectorExtension
    let index: IndexUpkeep
    let adopted = AdoptedModel()
    let shares = FilterShares()
    private let readiness: ReadinessProbe

    /// Connects, checks the server, and brings the schema up to date; the database is created when it is missing.
    ///
    /// - Parameters:
    ///   - settings: the server and the database.
    ///   - connections: how many searches run at once; changes have connections of their own, one fewer, and one more is
    ///     kept for ``checkReadiness()``.
    ///   - timeout: how long a database that does not answer is waited for, here and in every later call.
    ///   - log: what happens is told here.
    /// - Throws: ``ImageSearch/StoreError``.
    public init(
        _ settings: ConnectionSettings, connections: Int = 4, timeout: Duration = .seconds(10), log: Logger
    ) async throws {
        try await self.init(Database(settings, connections: connections, timeout: timeout), log: log)
    }

    init(
        _ database: Database, migrations: [Migration] = Migration.all,
        indexThreshold: Int = IndexUpkeep.defaultThreshold, log: Logger
    ) async throws {
        vector = try await DatabasePreparation.prepare(database, Migrator(migrations: migrations))
        if !vector.hasSoundIndexes {
            log.warning("pgvector is older than 0.8.4, whose indexes can break: searches stay exact, but slower")
        }
        self.database = database
        readiness = ReadinessProbe(database.settings)
        index = IndexUpkeep(
            database, vector: vector, threshold: vector.hasSoundIndexes ? indexThreshold : .max, log: log)
    }

    /// Returns when the database answers, or did a second ago; it is never behind searches, and takes 2 seconds at most.
    ///
    /// - Throws: ``ImageSearch/StoreError``.
    public func checkReadiness() async throws { try await database.mapped { try await readiness.check() } }
}
