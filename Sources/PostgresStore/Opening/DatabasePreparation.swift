import PostgresClient

/// Makes a database ready for the store: encoding, versions, extension.
enum DatabasePreparation {
    /// Checks encoding and versions, and enables or updates pgvector where this user may.
    ///
    /// - Returns: where pgvector lies.
    static func enableExtension(_ session: Session) throws -> VectorExtension {
        try ServerRequirements.check(server: session.serverVersion)
        let database = try session.run(
            .plain("SELECT current_database()::text, current_setting('server_encoding')"))
        try ServerRequirements.check(encoding: database.text(0, 1), of: database.text(0, 0))
        var found = try find(session)
        if found.installed == nil {
            try tryTo("CREATE EXTENSION IF NOT EXISTS vector", session)
            found = try find(session)
        } else if let installed = found.installed, ExtensionVersion(installed) < ServerRequirements.soundIndexes,
            installed != found.available
        {
            try tryTo("ALTER EXTENSION vector UPDATE", session)
            found = try find(session)
        }
        let isSound = try ServerRequirements.check(installed: found.installed, available: found.available)
        return VectorExtension(schema: found.schema, hasSoundIndexes: isSound)
    }

    /// A refusal is no failure: the check that follows says what is missing.
    private static func tryTo(_ sql: String, _ session: Session) throws {
        do { try session.run(.plain(sql)) } catch let error as DatabaseError where !error.isTransient {}
    }

    private static func find(_ session: Session) throws -> (installed: String?, available: String?, schema: String) {
        let rows = try session.run(
            .plain(
                """
                SELECT max(extversion), (SELECT default_version FROM pg_available_extensions WHERE name = 'vector'),
                    max(quote_ident(nspname))
                FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'vector'
                """))
        return (
            rows.isNull(0, 0) ? nil : rows.text(0, 0),
            rows.isNull(0, 1) ? nil : rows.text(0, 1),
            rows.text(0, 2)
        )
    }
}
