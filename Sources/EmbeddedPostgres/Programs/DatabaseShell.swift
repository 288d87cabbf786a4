import ImageSearch
public import PostgresClient

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// PostgreSQL's psql with the terminal to itself, on one database.
public struct DatabaseShell: Sendable {
    /// How long psql may take to end when the work is cancelled, in seconds.
    private static let endTimeout = 5

    private let psql: String
    private let readsUsersFile: Bool

    /// Names the program.
    ///
    /// - Parameters:
    ///   - psql: the program, found in the search path when it has no slash.
    ///   - readsUsersFile: an interactive shell begins with the user's `.psqlrc`; a single statement never does, since
    ///     what it prints would differ from user to user.
    public init(psql: String, readsUsersFile: Bool) {
        self.psql = psql
        self.readsUsersFile = readsUsersFile
    }

    /// Runs it to its end; when the task is cancelled, psql is ended.
    ///
    /// - Parameters:
    ///   - settings: the server and the database.
    ///   - statement: what to run instead of an interactive shell.
    ///   - environment: psql's variables. Those of libpq must not be among them: they are told by the settings.
    /// - Returns: psql's exit code, or 128 and the number of the signal that ended it, as shells do.
    /// - Throws: ``ImageSearch/StoreError`` when there is no such database, ``SpawnError`` when psql cannot be started.
    public func run(
        _ settings: ConnectionSettings, statement: String? = nil, environment: [String: String]
    ) async throws -> Int32 {
        try await DatabaseShell.checkDatabase(settings)
        var command = [psql]
        if statement != nil || !readsUsersFile { command.append("--no-psqlrc") }
        command.append(settings.shellArgument)
        if let statement { command += ["--command", statement] }
        let variables = environment.merging(settings.shellEnvironment) { $1 }.map { "\($0)=\($1)" }
        try Task.checkCancellation()
        let child = try ChildProcess(command, environment: variables, .inherited)
        let status = await withTaskCancellationHandler {
            await child.end()
        } onCancel: {
            child.end(by: (SIGTERM, 0), (SIGKILL, DatabaseShell.endTimeout))
        }
        try Task.checkCancellation()
        return DatabaseShell.exitCode(of: status)
    }

    /// What a shell takes a wait status for.
    static func exitCode(of status: Int32) -> Int32 {
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    /// psql alone would say of a missing database that it is missing, but not what makes it.
    private static func checkDatabase(_ settings: ConnectionSettings) async throws {
        do { try await ConnectionPool(settings, size: 1).attempt { _ in } } catch let error as DatabaseError {
            throw error.isMissingDatabase ? missing : StoreError(error.failure(for: settings))
        }
    }

    /// There is nothing to look at yet.
    static let missing = StoreError(
        .unsuitableServer, "there is no database yet: run imagesearch index FOLDER or imagesearch serve first")
}
