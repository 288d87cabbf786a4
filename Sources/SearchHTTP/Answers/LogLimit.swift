import Synchronization

/// Lets one line of many alike through: one in some seconds, with the number of those that it stands for.
final class LogLimit: Sendable {
    private struct State {
        var next: ContinuousClock.Instant?
        var count = 0
    }

    private let interval: Duration
    private let state = Mutex(State())

    /// Sets how long the log is silent after a line.
    init(interval: Duration = .seconds(5)) { self.interval = interval }

    /// Counts something that happened.
    ///
    /// - Returns: how often it has happened since the last line; `nil` when it is too early for another.
    func count(at now: ContinuousClock.Instant = .now) -> Int? {
        state.withLock { state in
            state.count += 1
            if let next = state.next, now < next { return nil }
            defer { state.count = 0 }
            state.next = now + interval
            return state.count
        }
    }
}
