import ServiceLifecycle
import UnixSignals

/// The user pressed Ctrl-C, or the system asked the program to end.
struct Interrupted: Error, CustomStringConvertible {
    let description = "stopped; run the same command again to go on"
}

/// Runs work that Ctrl-C or SIGTERM cancels, and waits until it has ended.
///
/// - Throws: ``Interrupted`` when a signal came first, or the work's own error.
func interruptible<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    return try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await work() }
        group.addTask {
            for await _ in signals { throw Interrupted() }
            try await Task.sleep(for: .seconds(.max / 2))  // cancelled: the work came to its end
            throw CancellationError()
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}
