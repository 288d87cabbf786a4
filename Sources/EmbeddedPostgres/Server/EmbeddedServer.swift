import ImageSearch
public import Logging
import Platform
public import PostgresClient

/// A PostgreSQL server of this program's own, reached through a socket that only its user and root can open.
///
///     let server = EmbeddedServer(folder: "data/postgres", binaries: "vendor/postgres/.../bin", log: log)
///     try await server.run(.own) { settings in
///         let pictures = try await PictureDatabase(settings, log: log)
///     }
///
/// The server lives as long as the closure. It is started again when it dies. When this program is killed, the
/// server runs on, and the next program to use the folder stops it before it starts its own.
public struct EmbeddedServer: Sendable {
    /// Who may use the data folder.
    public enum Use: Sendable {
        /// This program alone starts a server; it is an error when another one has.
        case own
        /// The server that another program runs is used; when there is none, or it ends, this program runs one.
        case share
    }

    private let folder: String
    private let binaries: String
    private let database: String
    private let createsDatabase: Bool
    private let log: Logger
    /// How long an owner waits for one that shares to end: a search takes a second or two.
    var takeoverTimeout = Duration.seconds(10)

    /// Names the places; nothing is touched yet.
    ///
    /// - Parameters:
    ///   - folder: where the data are, or will be.
    ///   - binaries: the folder with PostgreSQL's programs.
    ///   - database: the database that the settings name.
    ///   - createsDatabase: the database, and the server's files, are made when there are none; else that is an error.
    ///   - log: what happens to the server is told here.
    public init(
        folder: String, binaries: String, database: String = "imagesearch", createsDatabase: Bool = true, log: Logger
    ) {
        self.folder = folder
        self.binaries = binaries
        self.database = database
        self.createsDatabase = createsDatabase
        self.log = log
    }

    /// Runs a closure while the server runs, and stops the server when it ends, by an error or cancellation too.
    ///
    /// - Throws: ``ImageSearch/StoreError``, `alreadyInUse` when the folder is another program's, or what the closure
    ///   throws. The settings are those of a role that owns the database and is no superuser.
    public func run<R: Sendable>(
        _ use: Use, _ body: @escaping @Sendable (ConnectionSettings) async throws -> R
    ) async throws -> R {
        let binaries = try Binaries(binaries)
        guard createsDatabase || DataFolder.isFolder(folder + "/cluster") else { throw DatabaseShell.missing }
        let supervisor = try Supervisor(
            folder: DataFolder(folder), binaries: binaries, use: use, createsCluster: createsDatabase,
            takeoverTimeout: takeoverTimeout, log: log)
        let (readiness, announcement) = AsyncStream.makeStream(of: Void.self)
        // Not a task of the group: what cancels the body does not end the server before the body has written down what it must.
        let server = Task { try await supervisor.run { announcement.yield() } }
        return try await withThrowingTaskGroup(of: R?.self) { group in
            defer {
                group.cancelAll()
                server.cancel()
            }
            group.addTask {
                try await server.value
                return nil
            }
            group.addTask {
                for await _ in readiness {
                    let access = try ServerAccess(supervisor.folder)
                    return try await access.withSettings(database: database) { settings in
                        try await ServerRole.prepare(settings, createsDatabase: createsDatabase)
                        return try await body(settings.user(ServerRole.program))
                    }
                }
                throw CancellationError()
            }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }
}
