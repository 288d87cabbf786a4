import Subprocess
import Synchronization

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A child process that a test has started, and that ends when it ends.
///
/// When the tests' own process is killed, a shell that hangs on it asks the program to stop: it ends its database, too.
///
/// It writes to files, not to pipes: a database that outlives its killed program would hold those.
package final class SpawnedProcess: Sendable {
    package let identifier: Int32
    private let ending = Ending()

    /// Starts a program with nothing to read, and its output going to two files.
    package init(
        _ program: String, _ arguments: [String], environment: [String: String], folder: String, output: String,
        errors: String
    ) async throws {
        let configuration = Configuration(
            executable: .path(FilePath(program)), arguments: Arguments(arguments),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })),
            workingDirectory: FilePath(folder))
        let (output, errors) = (try Self.open(output), try Self.open(errors))
        let (started, announcement) = AsyncThrowingStream.makeStream(of: Int32.self)
        let (lifetime, life) = AsyncStream.makeStream(of: Never.self)
        // No task of the test's: whether the test goes on or not, the process has to be waited for.
        Task { [ending] in
            do {
                let result = try await run(
                    configuration, input: .none, output: .fileDescriptor(output, closeAfterSpawningProcess: true),
                    error: .fileDescriptor(errors, closeAfterSpawningProcess: true)
                ) { announcement.yield($0.processIdentifier.value) }
                ending.note(result.terminationStatus)
                life.finish()
            } catch {
                announcement.finish(throwing: error)
            }
        }
        guard let identifier = try await started.first(where: { _ in true }) else { throw CancellationError() }
        self.identifier = identifier
        Task { try await Self.stop(identifier, unlessEnded: lifetime) }
    }

    /// What the shell does: it waits for a line, which comes when the program has ended, or for the end of its input.
    private static let script = "read -r line || { kill -TERM $0; sleep 10; kill -KILL $0; }"

    private static func stop(_ identifier: Int32, unlessEnded lifetime: AsyncStream<Never>) async throws {
        _ = try await run(
            .path("/bin/sh"), arguments: ["-c", script, "\(identifier)"], input: .inputWriter, output: .discarded,
            error: .discarded
        ) { execution in
            for await _ in lifetime {}
            _ = try await execution.standardInputWriter.write("ended\n")
            try await execution.standardInputWriter.finish()
        }
    }

    private static func open(_ path: String) throws -> FileDescriptor {
        try FileDescriptor.open(
            path, .writeOnly, options: [.create, .append, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
    }

    package var isRunning: Bool { exitCode == nil }

    /// The exit code, or the negative number of the signal that ended the process; `nil` while it runs.
    package var exitCode: Int32? { ending.exitCode }
}

/// How a process has ended, once it has.
private final class Ending: Sendable {
    private let code = Mutex<Int32?>(nil)

    var exitCode: Int32? { code.withLock { $0 } }

    func note(_ status: TerminationStatus) {
        code.withLock { code in
            switch status {
            case .exited(let number): code = number
            case .signaled(let number): code = -number
            }
        }
    }
}
