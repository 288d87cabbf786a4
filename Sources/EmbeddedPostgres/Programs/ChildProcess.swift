import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program that was started; it may outlive this program.
///
/// Its end is noticed at once, and no signal is ever sent to a process that took over its number.
final class ChildProcess: Sendable {
    let pid: pid_t
    private let state = Mutex(State())

    private struct State {
        var status: Int32?
        var waiters: [CheckedContinuation<Int32, Never>] = []
    }

    /// Starts a program; it gets no descriptors but the streams.
    ///
    /// - Parameters:
    ///   - command: the program, found in the search path when it has no slash, and its arguments.
    ///   - environment: its variables, all of them.
    ///   - streams: where its input and output lead.
    /// - Throws: ``SpawnError``.
    init(_ command: [String], environment: [String], _ streams: Spawning.Streams) throws(SpawnError) {
        pid = try Spawning.start(command, environment: environment, streams)
        awaitEnd()
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

    /// Sends a signal to it and all that it started, when it has a session of its own and has not ended.
    func sendToAll(_ signal: Int32) {
        state.withLock { state in
            if state.status == nil { kill(-pid, signal) }
        }
    }

    /// Asks it to end, and makes it end some seconds later.
    func end(by signals: (signal: Int32, seconds: Int)...) {
        for (signal, seconds) in signals {
            guard seconds > 0 else {
                send(signal)
                continue
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) { self.send(signal) }
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
