/// How often a request is tried again, and how long is waited in between.
public struct Backoff: Sendable {
    /// How often a request is sent before it counts as failed.
    public var attempts: Int
    /// The wait before the second attempt; each further one doubles it.
    public var base: Duration
    /// No wait is longer, whatever a server asks for.
    public var longest: Duration

    /// Five attempts within about seven seconds, unless told otherwise.
    public init(attempts: Int = 5, base: Duration = .milliseconds(500), longest: Duration = .seconds(30)) {
        self.attempts = attempts
        self.base = base
        self.longest = longest
    }

    /// The wait after an attempt, counted from 1.
    ///
    /// Half of it is left to chance, so that many clients that failed together do not come back together.
    /// A server that asks for more in `Retry-After` gets it, up to the longest wait.
    public func delay(after attempt: Int, asked: Duration? = nil) -> Duration {
        let doubled = base * (1 << min(attempt - 1, 16))
        let delay = min(doubled, longest) * Double.random(in: 0.5...1)
        return min(max(delay, asked ?? .zero), longest)
    }
}
