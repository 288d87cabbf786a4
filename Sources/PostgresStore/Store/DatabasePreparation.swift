import ImageSearch

/// Makes a server ready for the store: database, versions, extension.
enum DatabasePreparation {
    /// Waits for the server, and creates the database that the settings name when there is none.
    static func createDatabaseIfMissing(_ pool: ConnectionPool) async throws {
        do { try await pool.attempt { _ in } } catch let error as DatabaseError {
            guard error.isMissingDatabase, let name = pool.settings.value("dbname") else {
                throw error.storeError(for: pool.settings)
            }
            do { try await create(name, pool.settings) } catch is DatabaseError {
                throw error.storeError(for: pool.settings)
            }
        }
    }

    private static func create(_ name: String, _ settings: ConnectionSettings) async throws {
        let maintenance = ConnectionPool(settings.database("postgres"), size: 1)
        try await maintenance.attempt { session in
            // The server itself quotes the name.
            let statement = try session.run(
                .plain("SELECT format('CREATE DATABASE %I ENCODING ''UTF8'' TEMPLATE template0', $1)", .text(name)))
            do { try session.run(.plain(statement.text(0, 0))) } catch let error as DatabaseError {
                // Another program created it at the same time.
                guard ["42P04", "23505"].contains(error.state) else { throw error }
            }
        }
    }

    /// Checks the versions, and enables or updates pgvector where this user may.
    ///
    /// - Returns: whether its index builds can be trusted.
    static func enableExtension(_ session: Session) throws -> Bool {
        try ServerRequirements.check(server: session.serverVersion)
        var versions = try extensionVersions(session)
        if versions.installed == nil {
            try tryTo("CREATE EXTENSION IF NOT EXISTS vector", session)
            versions = try extensionVersions(session)
        } else if let installed = versions.installed, ExtensionVersion(installed) < ServerRequirements.soundIndexes,
            installed != versions.available
        {
            try tryTo("ALTER EXTENSION vector UPDATE", session)
            versions = try extensionVersions(session)
        }
        return try ServerRequirements.check(installed: versions.installed, available: versions.available)
    }

    /// A refusal is no failure: the check that follows says what is missing.
    private static func tryTo(_ sql: String, _ session: Session) throws {
        do { try session.run(.plain(sql)) } catch let error as DatabaseError where !error.isTransient {}
    }

    private static func extensionVersions(_ session: Session) throws -> (installed: String?, available: String?) {
        let rows = try session.run(
            .plain(
                """
                SELECT (SELECT extversion FROM pg_extension WHERE extname = 'vector'),
                    (SELECT default_version FROM pg_available_extensions WHERE name = 'vector')
                """))
        return (
            rows.isNull(0, 0) ? nil : rows.text(0, 0),
            rows.isNull(0, 1) ? nil : rows.text(0, 1)
        )
    }
}
