import ArgumentParser
import EmbeddedPostgres
import Foundation

/// Opens psql on the program's database.
struct DatabaseShellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db-shell", abstract: "Open psql on the database.",
        discussion: """
            Uses the server of a running `imagesearch serve`, or starts it for as long as the shell is open. Of the \
            environment, libpq's variables (PGHOST and the like) and .psqlrc are heard for a server of your own only.
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("Run one statement instead.", valueName: "sql"))
    var command: String?

    func run() async throws {
        let settings = try Settings.load()
        let shell = Foreground()
        let code = try await interruptible(besides: shell) {
            let library = Library(settings)
            return try await library.withDatabase(.share, createsDatabase: false) { connection in
                // Ctrl-C is psql's: it ends a statement there, not the shell.
                try await shell.run {
                    do {
                        return try await library.databaseShell.run(
                            connection, statement: command, environment: ProcessInfo.processInfo.environment)
                    } catch let error as SpawnError {
                        throw UsageError("cannot start \(error.program): \(error.reason); is psql installed?")
                    }
                }
            }
        }
        guard code == 0 else { throw ExitCode(code) }
    }
}
