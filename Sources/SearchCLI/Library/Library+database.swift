import EmbeddedPostgres
import ImageSearch
import PostgresClient
import PostgresStore

extension Library {
    /// Runs work on the settings' server, or on one of the program's own that lives as long as the work.
    ///
    /// - Parameters:
    ///   - use: who may use the folder of an embedded server.
    ///   - createsDatabase: an embedded database is made when there is none; else that is an error.
    ///   - work: what to do.
    /// - Returns: what the work returns.
    /// - Throws: ``ImageSearch/StoreError``, or what the work throws.
    func withDatabase<Value: Sendable>(
        _ use: EmbeddedServer.Use, createsDatabase: Bool = true,
        _ work: @escaping @Sendable (ConnectionSettings) async throws -> Value
    ) async throws -> Value {
        switch settings.database {
        case .url(let url): return try await work(connection(to: url).filled(from: LibpqVariables.all))
        case .server(let host, let port, let database, let user, let password):
            return try await work(
                ConnectionSettings(host: host, port: port, database: database, user: user, password: password?.value)
                    .filled(from: LibpqVariables.all))
        case .embedded(let database):
            let server = EmbeddedServer(
                folder: settings.dataFolder + "/postgres", binaries: home.postgresBinaries, database: database,
                createsDatabase: createsDatabase, log: log)
            return try await server.run(use, work)
        }
    }

    /// Runs work on the stored pictures alone: no model is loaded, and no database made.
    ///
    /// - Parameter work: what to do.
    /// - Returns: what the work returns.
    /// - Throws: ``ImageSearch/StoreError``, or what the work throws.
    func withPictures<Value: Sendable>(
        _ work: @escaping @Sendable (PictureDatabase) async throws -> Value
    ) async throws -> Value {
        try await withDatabase(.share, createsDatabase: false) { connection in
            try await work(PictureDatabase(connection, log: log))
        }
    }

    private func connection(to url: Secret) throws -> ConnectionSettings {
        do { return try .url(url.value) } catch let error as DatabaseFailure {
            throw StoreError(.unsuitableServer, error.description, hint: .databaseURL)
        }
    }

    /// psql: that of the program's own server, or the system's for somebody else's, which can do TLS.
    var databaseShell: DatabaseShell {
        if case .embedded = settings.database {
            return DatabaseShell(psql: home.postgresBinaries + "/psql", readsUsersFile: false)
        }
        return DatabaseShell(psql: "psql", readsUsersFile: true)
    }
}
