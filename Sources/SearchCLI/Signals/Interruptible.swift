import UnixSignals

/// The user pressed Ctrl-C, or the system asked the program to end.
struct Interrupted: Error, CustomStringConvertible {
    let description = "stopped; run the same command again to go on"
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
