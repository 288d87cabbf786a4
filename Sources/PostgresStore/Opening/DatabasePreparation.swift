import ImageSearch
import PostgresClient

/// Makes a database ready for the store: the database itself, encoding, versions, extension, schema.
enum DatabasePreparation {
    /// Does what is missing; on a server that takes no changes, nothing may be.
    ///
    /// - Returns: where pgvector lies.
    /// - Throws: ``ImageSearch/StoreError``.
    static func prepare(_ database: Database, _ migrator: Migrator) async throws -> VectorExtension {
        try await database.mapped { try await database.changes.createDatabaseIfMissing() }
        return try await database.change { session in
            let takesChanges = try !isReadOnly(session)
            let vector = try findExtension(session, enabling: takesChanges)
            guard try takesChanges || !migrator.isNeeded(session) else { throw readOnly }
            try migrator.migrate(session)
            return vector
        }
    }

    /// The server is a standby, or lets nobody of this user's change anything.
    static func isReadOnly(_ session: Session) throws -> Bool {
        try session.run(.plain("SELECT current_setting('transaction_read_only')::bool")).bool(0, 0)
    }

    private static var readOnly: StoreError {
        StoreError(
            .unsuitableServer,
            "the database is read-only, and not set up for this version of imagesearch yet: run this version once on the "
                + "server that a standby follows")
    }

    /// Checks encoding and versions, and enables or updates pgvector where this user may.
    private static func findExtension(_ session: Session, enabling: Bool) throws -> VectorExtension {
        try ServerRequirements.check(server: session.serverVersion)
        let database = try session.run(
            .plain("SELECT current_database()::text, current_setting('server_encoding')"))
        try ServerRequirements.check(encoding: database.text(0, 1), of: database.text(0, 0))
        var found = try find(session)
        if enabling, let sql = change(found.installed, found.available) {
            // A refusal is no failure: the check that follows says what is missing.
            do { try session.run(.plain(sql)) } catch let error as DatabaseError where !error.isTransient {}
            found = try find(session)
        }
        let isSound = try ServerRequirements.check(installed: found.installed, available: found.available)
        return VectorExtension(schema: found.schema, hasSoundIndexes: isSound)
    }

    private static func change(_ installed: String?, _ available: String?) -> String? {
        guard let installed else { return "CREATE EXTENSION IF NOT EXISTS vector" }
        let isOld = ExtensionVersion(installed) < ServerRequirements.soundIndexes && installed != available
        return isOld ? "ALTER EXTENSION vector UPDATE" : nil
    }

    private static func find(_ session: Session) throws -> (installed: String?, available: String?, schema: String) {
        let rows = try session.run(
            .plain(
                """
                SELECT max(extversion), (SELECT default_version FROM pg_available_extensions WHERE name = 'vector'),
                    max(quote_ident(nspname))
                FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'vector'
                """))
        return (rows.optionalText(0, 0), rows.optionalText(0, 1), rows.text(0, 2))
    }
}
