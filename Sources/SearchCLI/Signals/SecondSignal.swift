import Platform
import UnixSignals

/// Runs work that a second Ctrl-C or SIGTERM ends at once, and the program with it.
///
/// The first has asked the work to end. What is cut off is what `kill -9` would cut off: nothing stored is lost, and the
/// next start stops a database that was left running.
///
/// - Parameters:
///   - foreground: a program that Ctrl-C is left to while it runs.
///   - work: what to do.
/// - Returns: what the work returns.
func endingAtSecondSignal<Value>(
    besides foreground: Foreground? = nil, _ work: () async throws -> Value
) async rethrows -> Value {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    // Not a task of a group: the work may be deaf to cancellation, and that is what this is for.
    let watch = Task {
        var first: ContinuousClock.Instant?
        for await signal in signals where signal != .sigint || foreground?.isRunning != true {
            guard let begin = first else {
                first = .now
                continue
            }
            // One stop may come twice: to the whole group of processes, and passed on by the parent.
            if ContinuousClock.now - begin > .milliseconds(500) { _exit(128 + signal.rawValue) }
        }
    }
    defer { watch.cancel() }
    return try await work()
}
