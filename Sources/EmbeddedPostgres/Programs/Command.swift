import ImageSearch
import Platform
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A program of PostgreSQL's or the system's that is run with its output in the server's log.
enum Command {
    /// What programs see of this one's environment: nothing but where to find others, and one language and time zone.
    private static let environment: [Environment.Key: String] = [
        "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C", "TZ": "UTC",
    ]

    /// Runs a program to its end; it, and every child of it, holds the log as long as it lives.
    ///
    /// It gets no descriptors but the log, and nothing to read. It has a session of its own, where Ctrl-C in this program's
    /// terminal does not reach it.
    ///
    /// - Parameters:
    ///   - command: the program, found in the search path when it has no slash, and its arguments.
    ///   - log: where it writes.
    ///   - steps: how it is ended when the task is cancelled or `body` fails; in the end by SIGKILL.
    ///   - body: what is done while it runs, with the number of its process.
    /// - Returns: how it ended, and what `body` returned.
    /// - Throws: ``ImageSearch/StoreError`` when it cannot be started, or what `body` throws.
    @discardableResult
    static func run<Value: Sendable>(
        _ command: [String], log: ServerLog, endingBy steps: [TeardownStep] = [],
        _ body: (pid_t) async throws -> Value = { _ in }
    ) async throws -> (status: TerminationStatus, value: Value) {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = steps
        let output = FileDescriptor(rawValue: try log.openHeld())
        do {
            let ended = try await Subprocess.run(
                .of(command[0]), arguments: Arguments(Array(command.dropFirst())), environment: .custom(environment),
                platformOptions: options, input: .none,
                output: .fileDescriptor(output, closeAfterSpawningProcess: true),
                error: .combinedWithOutput
            ) { try await body($0.processIdentifier.value) }
            return (ended.terminationStatus, ended.closureResult)
        } catch let error as SubprocessError where error.isOfStart {
            throw DataFolder.missing(SpawnError(program: command[0], reason: error.description))
        }
    }

    /// Runs a program that ends soon and prints little.
    ///
    /// - Throws: `CancellationError` when the task was cancelled, and the program with it.
    static func succeeds(_ command: [String], log: ServerLog) async throws -> Bool {
        let ended = try await run(command, log: log)
        try Task.checkCancellation()
        return ended.status.isSuccess
    }

    /// A child process has ended, whether or not it was waited for.
    static func hasEnded(_ process: pid_t) -> Bool {
        var information = siginfo_t()
        let code = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
        return code == 0 ? information.si_signo == SIGCHLD : errno == ECHILD
    }
}
