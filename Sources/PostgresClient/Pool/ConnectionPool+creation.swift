extension ConnectionPool {
    /// Waits for the server, and creates the database that the settings name when there is none.
    ///
    /// - Throws: ``DatabaseFailure``.
    package func createDatabaseIfMissing() async throws {
        do { try await attempt { _ in } } catch let error as DatabaseError {
            guard error.isMissingDatabase, let name = settings.value("dbname") else {
                throw error.failure(for: settings)
            }
            do { try await create(name) } catch let reason as DatabaseError {
                let known = error.failure(for: settings)
                throw DatabaseFailure(
                    known.code, known.description, cause: "\(known.cause); \(reason.failure(for: settings).cause)")
            }
        }
    }

    private func create(_ name: String) async throws {
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
}
