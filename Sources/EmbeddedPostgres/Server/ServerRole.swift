import ImageSearch
import PostgresClient
import PostgresErrors

/// The roles of the embedded server: its superuser, who prepares the database and does nothing else, and the program's,
/// which owns the database and can neither read files nor start programs on the server.
enum ServerRole {
    static let superuser = "postgres"
    static let program = "imagesearch"

    /// Makes the role, the database and the extension where they are missing, and hands over to the role what belonged to
    /// the superuser in earlier versions; any number of programs may do so at once.
    ///
    /// - Parameters:
    ///   - settings: the superuser's.
    ///   - createsDatabase: a missing database is made; else it is an error.
    /// - Throws: ``ImageSearch/StoreError``.
    static func prepare(_ settings: ConnectionSettings, createsDatabase: Bool) async throws {
        do {
            let pool = ConnectionPool(settings, size: 1)
            if createsDatabase { try await pool.createDatabaseIfMissing() }
            try await pool.attempt { session in
                try createRole(session)
                try enableVectors(session)
                try handOver(session)
            }
        } catch let failure as DatabaseFailure {
            throw StoreError(failure)
        } catch let error as DatabaseError {
            throw error.isMissingDatabase ? DatabaseShell.missing : StoreError(error.failure(for: settings))
        }
    }

    /// Installs or updates the extension, which only a superuser may.
    ///
    /// A refusal is no failure here: whoever uses the database says what is missing.
    private static func enableVectors(_ session: Session) throws {
        let version =
            "SELECT extversion = default_version FROM pg_extension JOIN pg_available_extensions ON extname = name"
        let installed = try session.run(.plain(version + " WHERE extname = 'vector'"))
        if installed.count > 0, installed.bool(0, 0) { return }
        let sql = installed.count > 0 ? "ALTER EXTENSION vector UPDATE" : "CREATE EXTENSION IF NOT EXISTS vector"
        do { try session.run(.plain(sql)) } catch let error as DatabaseError where !error.isTransient {}
    }

    private static func createRole(_ session: Session) throws {
        let rows = try session.run(.plain("SELECT FROM pg_roles WHERE rolname = '\(program)'"))
        guard rows.count == 0 else { return }
        do { try session.run(.plain("CREATE ROLE \(program) LOGIN CREATEDB")) } catch let error as DatabaseError {
            // Another program was faster.
            guard ["42710", "23505"].contains(error.state) else { throw error }
        }
    }

    private static func handOver(_ session: Session) throws {
        guard try !ownsDatabase(session) else { return }
        try session.transaction {
            try session.run(AdvisoryLock.schema.take)
            if try !ownsDatabase(session) { try session.run(.plain(change)) }
        }
    }

    private static func ownsDatabase(_ session: Session) throws -> Bool {
        let sql = "SELECT pg_get_userbyid(datdba) = '\(program)' FROM pg_database WHERE datname = current_database()"
        return try session.run(.plain(sql)).bool(0, 0)
    }

    /// Relations and schemas of the superuser's that are no part of the system or of an extension.
    ///
    /// A sequence of a table follows it. REASSIGN OWNED refuses, since the system needs what is the superuser's.
    private static let change = """
        DO $$
        DECLARE statement text;
        BEGIN
            FOR statement IN
                SELECT format('ALTER SCHEMA %I OWNER TO \(program)', nspname) FROM pg_namespace
                WHERE nspowner = '\(superuser)'::regrole AND nspname !~ '^pg_' AND nspname <> 'information_schema'
                UNION ALL
                SELECT format('ALTER TABLE %s OWNER TO \(program)', c.oid::regclass)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relowner = '\(superuser)'::regrole AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
                    AND nspname !~ '^pg_' AND nspname <> 'information_schema'
                    AND NOT EXISTS (
                        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                            AND (d.deptype = 'e' OR c.relkind = 'S' AND d.deptype IN ('a', 'i')))
                UNION ALL
                SELECT format('ALTER DATABASE %I OWNER TO \(program)', current_database())
            LOOP
                EXECUTE statement;
            END LOOP;
        END $$
        """
}
