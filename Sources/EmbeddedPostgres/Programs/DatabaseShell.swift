import ImageSearch
public import PostgresClient
import PostgresErrors
import Subprocess

/// PostgreSQL's psql with the terminal to itself, on one database.
public struct DatabaseShell: Sendable {
    /// How long psql may take to end when the work is cancelled.
    private static let endTimeout = Duration.seconds(5)

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
        var arguments: [String] = []
        if statement != nil || !readsUsersFile { arguments.append("--no-psqlrc") }
        arguments.append(settings.shellArgument)
        if let statement { arguments += ["--command", statement] }
        let variables = environment.merging(settings.shellEnvironment) { $1 }
        try Task.checkCancellation()
        // In this program's session and group of processes: the terminal's foreground, and its Ctrl-C, are psql's too.
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: Self.endTimeout)]
        do {
            let ended = try await Subprocess.run(
                .of(psql), arguments: Arguments(arguments),
                environment: .custom(
                    Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0), $1) })),
                platformOptions: options, input: .currentStandardInput, output: .currentStandardOutput,
                error: .currentStandardError)
            try Task.checkCancellation()
            return Self.exitCode(of: ended.terminationStatus)
        } catch let error as SubprocessError where error.isOfStart {
            throw SpawnError(program: psql, reason: error.description)
        }
    }

    /// What a shell tells of an end.
    static func exitCode(of status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    /// psql alone would say of a missing database that it is missing, but not what makes it.
    private static func checkDatabase(_ settings: ConnectionSettings) async throws {
        do { try await ConnectionPool(settings, size: 1).attempt { _ in } } catch let error as DatabaseError {
            throw error.isMissingDatabase ? missing : StoreError(error.failure(for: settings))
        }
    }

    /// There is nothing to look at yet.
    static let missing = StoreError(
        .unsuitableServer, "there is no database yet", hint: .noDatabase)
}
