import ImageSearch
import PostgresClient

/// Brings a database's schema forward; any number of programs may do so at once.
struct Migrator: Sendable {
    let migrations: [Migration]

    /// Applies what is missing, in one transaction: all or nothing.
    ///
    /// A database that is up to date is only read, so that a standby serves as well.
    func migrate(_ session: Session) throws {
        guard try isNeeded(session) else { return }
        try session.transaction {
            try session.run(AdvisoryLock.schema.take)
            try session.run(.plain(Migrator.table))
            // Looked up again under the lock: another program may have been faster.
            for migration in try pending(session) { try apply(migration, session) }
        }
    }

    /// Something is missing.
    func isNeeded(_ session: Session) throws -> Bool { try !pending(session).isEmpty }

    private func pending(_ session: Session) throws -> ArraySlice<Migration> {
        let table = try session.run(.plain("SELECT to_regclass('schema_migrations') IS NOT NULL"))
        guard table.bool(0, 0) else { return migrations[...] }
        let rows = try session.run(
            .plain("SELECT version::int8, checksum FROM schema_migrations ORDER BY version"))
        let applied = rows.map { (version: Int(rows.int64($0, 0)), checksum: rows.bytes($0, 1)) }
        guard applied.count <= migrations.count else { throw Migrator.newer(applied.count, migrations.count) }
        for (migration, known) in zip(migrations, applied) {
            let checksum = try session.run(.plain("SELECT sha256($1)", .bytes(migration.script))).bytes(0, 0)
            guard migration.version == known.version, checksum == known.checksum else {
                throw Migrator.different(migration)
            }
        }
        return migrations.dropFirst(applied.count)
    }

    private func apply(_ migration: Migration, _ session: Session) throws {
        try session.run(script: String(decoding: migration.script, as: UTF8.self))
        try session.run(
            .plain(
                "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, sha256($3))",
                .int64(Int64(migration.version)), .text(migration.name), .bytes(migration.script)))
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version bigint PRIMARY KEY, name text NOT NULL, checksum bytea NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now())
        """

    private static func newer(_ found: Int, _ known: Int) -> StoreError {
        StoreError(
            .unsuitableServer,
            "the database was set up by a newer imagesearch (schema \(found), this program knows \(known))",
            hint: .newerDatabase)
    }

    private static func different(_ migration: Migration) -> StoreError {
        StoreError(
            .unsuitableServer,
            "the database was set up by another build of imagesearch (migration \(migration.version) differs)",
            hint: .databaseOfAnotherBuild)
    }
}
