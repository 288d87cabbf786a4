import ArgumentParser
import Foundation
import PostgresStore

/// Opens psql on the program's database.
struct DatabaseShellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db-shell", abstract: "Open psql on the database.",
        discussion: "Uses the server of a running `imagesearch serve`, or starts it for as long as the shell is open.")

    @Option(name: .shortAndLong, help: ArgumentHelp("Run one statement instead.", valueName: "sql"))
    var command: String?

    func run() async throws {
        let assembly = try Assembly(Settings.load())
        let code = try await assembly.withDatabase(.share) { connection in
            // Ctrl-C is psql's: it ends a statement there, not the shell.
            signal(SIGINT, SIG_IGN)
            let statement = command.map { ["-c", $0] } ?? []
            return try await runInForeground(
                assembly.psql, [connection.shellArgument] + statement, adding: connection.shellEnvironment)
        }
        guard code == 0 else { throw ExitCode(code) }
    }
}

/// Runs a program that has the terminal to itself, and returns its exit code.
///
/// Foundation's `Process` gives a child a process group of its own, which may then not read from the terminal.
private func runInForeground(_ program: String, _ arguments: [String], adding environment: [String: String])
    async throws -> Int32
{
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
    return try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            var child = pid_t()
            let error = withCStrings([program] + arguments) { arguments in
                withCStrings(variables) { posix_spawnp(&child, program, nil, nil, arguments, $0) }
            }
            guard error == 0 else {
                let reason = String(cString: strerror(error))
                return continuation.resume(
                    throwing: UsageError("cannot start \(program): \(reason); is psql installed?"))
            }
            var status: Int32 = 0
            while waitpid(child, &status, 0) < 0, errno == EINTR {}
            continuation.resume(returning: (status >> 8) & 0xff)
        }
    }
}

/// Lends strings as a null-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
}
