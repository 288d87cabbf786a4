/// How often one piece of work is tried, and how long each try may take.
struct Retries {
    /// Background work stands behind searches: only a database that is overrun for so long makes it give up.
    private static let backgroundWait = Duration.seconds(600)

    private let priority: PoolPriority
    private let timeout: Duration
    private var answer: Duration
    /// When the last try has to begin; it is counted from the first try on, which background work waits for.
    private var end: ContinuousClock.Instant
    private var isFirst = true
    private var nextPause = Duration.milliseconds(20)

    init(_ priority: PoolPriority, timeout: Duration, answer: Duration) {
        self.priority = priority
        self.timeout = timeout
        self.answer = answer
        end = .now + timeout
    }

    /// How long a connection may be waited for.
    var wait: Duration {
        switch priority {
        case .immediate: max(.zero, end - ContinuousClock.now)
        case .background: Retries.backgroundWait
        }
    }

    /// What the next try may take.
    ///
    /// The first is not hurried; later ones share what is left of the time.
    mutating func next() -> TimeLimits {
        defer { isFirst = false }
        if isFirst {
            if priority == .background { end = .now + timeout }
            return TimeLimits(opening: nil, answer: answer)
        }
        let left = max(.milliseconds(1), end - ContinuousClock.now)
        return TimeLimits(
            opening: .now + left, answer: answer == ConnectionPool.longestAnswer ? answer : min(answer, left))
    }

    /// How long to wait before the next try; `nil` when there is none.
    mutating func pause(after error: DatabaseError) -> Duration? {
        if error.isTooSlow {
            // It is alive, and was too slow: then it gets the time that it needs, once.
            guard answer < ConnectionPool.longestAnswer else { return nil }
            answer = ConnectionPool.longestAnswer
            return .zero
        }
        guard error.isTransient, .now + nextPause < end else { return nil }
        defer { nextPause = min(nextPause * 2, .seconds(1)) }
        return nextPause
    }
}

/// When a try of some work is given up.
struct TimeLimits: Sendable {
    /// When a new connection has to stand; `nil` leaves each host the time that the settings give it.
    var opening: ContinuousClock.Instant?
    /// How long each statement may take.
    var answer: Duration
}
