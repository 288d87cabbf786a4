import Dispatch
import ImageSearch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program that was started in a session of its own: Ctrl-C in the terminal does not reach it.
///
/// It may outlive this program. Its end is noticed at once, and no signal is ever sent to a process that took over
/// its number.
final class ChildProcess: Sendable {
    let pid: pid_t
    private let state = Mutex(State())

    private struct State {
        var status: Int32?
        var waiters: [CheckedContinuation<Int32, Never>] = []
    }

    /// Starts a program with its standard output and error in a file.
    ///
    /// - Parameters:
    ///   - command: the program, found in the search path when it has no slash, and its arguments.
    ///   - environment: its variables, all of them.
    ///   - output: a file descriptor.
    /// - Throws: ``ImageSearch/StoreError`` when it cannot be run.
    init(_ command: [String], environment: [String], output: Int32) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        ChildProcess.detach(&attributes)

        var started: pid_t = 0
        let arguments = command.map { strdup($0) } + [nil]
        let variables = environment.map { strdup($0) } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        let failure = posix_spawnp(&started, command[0], &actions, &attributes, arguments, variables)
        guard failure == 0 else {
            throw StoreError(
                .failed, "the embedded database's programs cannot be run: run scripts/setup again",
                cause: "\(command[0]): \(String(cString: strerror(failure)))")
        }
        pid = started
        awaitEnd()
    }

    /// A new session, no blocked signals, and no ignored ones.
    private static func detach(_ attributes: inout posix_spawnattr_t) {
        #if canImport(Darwin)
            let newSession = Int16(POSIX_SPAWN_SETSID)
        #else
            let newSession: Int16 = 0x80  // POSIX_SPAWN_SETSID, which the headers show to GNU C only
        #endif
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, newSession | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    }

    /// The wait status of the ended process, or `nil` while it runs.
    var status: Int32? { state.withLock { $0.status } }

    /// Waits for its end.
    ///
    /// - Returns: the wait status, 0 for success.
    func end() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = state.withLock { state in
                if state.status == nil { state.waiters.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    /// Sends a signal unless it has ended.
    func send(_ signal: Int32) {
        state.withLock { state in
            if state.status == nil { kill(pid, signal) }
        }
    }

    private func awaitEnd() {
        DispatchQueue(label: "child-\(pid)").async { [self] in
            // Noticed first and reaped under the lock: until then, its number is nobody else's.
            var information = siginfo_t()
            while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
            let (waiters, status) = state.withLock { state in
                var status: Int32 = 0
                while waitpid(pid, &status, 0) == -1, errno == EINTR {}
                state.status = status
                defer { state.waiters = [] }
                return (state.waiters, status)
            }
            for waiter in waiters { waiter.resume(returning: status) }
        }
    }
}
