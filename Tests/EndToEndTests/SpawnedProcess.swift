import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A child process that is waited for by its number.
///
/// Foundation's `Process` takes a child for running as long as any grandchild holds the descriptors that it passed on, and
/// a database outlives its killed program.
final class SpawnedProcess: Sendable {
    let identifier: pid_t
    private let status = Mutex<Int32?>(nil)

    /// Starts a program with nothing to read, and its output going to two files.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], folder: String, output: String,
        errors: String
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        var child = pid_t()
        // The shell changes the folder, which posix_spawn cannot do everywhere, and becomes the program.
        let shell = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder, program]
        let code = withCStrings(shell + arguments) { arguments in
            withCStrings(environment.map { "\($0)=\($1)" }) {
                posix_spawn(&child, "/bin/sh", &actions, nil, arguments, $0)
            }
        }
        guard code == 0 else { throw Unexpected("cannot start \(program): \(String(cString: strerror(code)))") }
        identifier = child
    }

    var isRunning: Bool { exitCode == nil }

    /// The exit code, or the negative number of the signal that ended the process; `nil` while it runs.
    var exitCode: Int32? {
        status.withLock { status in
            var raw: Int32 = 0
            if status == nil, waitpid(identifier, &raw, WNOHANG) == identifier {
                status = raw & 0x7f == 0 ? (raw >> 8) & 0xff : -(raw & 0x7f)
            }
            return status
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
