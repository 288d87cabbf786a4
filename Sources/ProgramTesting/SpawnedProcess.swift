import Subprocess
import Synchronization

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A child process that a test has started, and that ends when it ends.
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
        // No task of the test's: whether the test goes on or not, the process has to be waited for.
        Task { [ending] in
            do {
                let result = try await run(
                    configuration, input: .none, output: .fileDescriptor(output, closeAfterSpawningProcess: true),
                    error: .fileDescriptor(errors, closeAfterSpawningProcess: true)
                ) { announcement.yield($0.processIdentifier.value) }
                ending.note(result.terminationStatus)
            } catch {
                announcement.finish(throwing: error)
            }
        }
        guard let identifier = try await started.first(where: { _ in true }) else { throw CancellationError() }
        self.identifier = identifier
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
