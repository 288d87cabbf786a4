import ServiceLifecycle
import Synchronization
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The user pressed Ctrl-C, or the system asked the program to end.
struct Interrupted: Error, CustomStringConvertible {
    let description = "stopped; run the same command again to go on"
}

/// The signals that ask a program to end.
enum StopSignals {
    /// Ctrl-C, the system, and a terminal that is closed, unless the program was told to outlive it (`nohup`).
    static func all() -> [UnixSignal] { isIgnored(SIGHUP) ? [.sigint, .sigterm] : [.sigint, .sigterm, .sighup] }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        #if canImport(Darwin)
            let handler = action.__sigaction_u.__sa_handler
        #else
            let handler = action.__sigaction_handler.sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == 1  // SIG_IGN, a pointer with the value 1
    }
}

/// A program in the foreground, which Ctrl-C belongs to while it runs.
final class Foreground: Sendable {
    private let isBusy = Atomic(false)

    var isRunning: Bool { isBusy.load(ordering: .acquiring) }

    func run<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        isBusy.store(true, ordering: .releasing)
        defer { isBusy.store(false, ordering: .releasing) }
        return try await body()
    }
}

/// Runs work that Ctrl-C, SIGTERM or SIGHUP cancels, and waits until it has ended; a second one ends the program.
///
/// - Parameters:
///   - foreground: a program that Ctrl-C is left to while it runs.
///   - work: what to do.
/// - Returns: what the work returns.
/// - Throws: ``Interrupted`` when a signal came first, or the work's own error.
func interruptible<Value: Sendable>(
    besides foreground: Foreground? = nil, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await endingAtSecondSignal(besides: foreground) { try await endingAtSignal(besides: foreground, work) }
}

private func endingAtSignal<Value: Sendable>(
    besides foreground: Foreground?, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let signals = await UnixSignalsSequence(trapping: StopSignals.all())
    return try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await work() }
        group.addTask {
            for await signal in signals where signal != .sigint || foreground?.isRunning != true { throw Interrupted() }
            try await Task.sleep(for: .seconds(.max / 2))  // cancelled: the work came to its end
            throw CancellationError()
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}
