import Synchronization

/// The work of a process that somebody waits for, whatever queue it is in: while it goes on, some background work pauses.
///
/// Niceness alone does not make room: a thread that waits by yielding, as the runtime's do between the layers of a model,
/// hands its processor even to one that stands behind it, for some milliseconds (docs/decisions/0023).
public final class ImmediateWork: Sendable {
    /// What all queues of this process share, as they share its processors.
    public static let ofThisProcess = ImmediateWork()

    /// Who searches once soon searches again: for so long no more background work is begun.
    private static let cooldown = Duration.milliseconds(100)
    /// How soon background work looks again while other work goes on.
    private static let step = Duration.milliseconds(10)

    private let state = Mutex<(running: Int, cooldownEnd: ContinuousClock.Instant?)>((0, nil))

    /// Knows of no work yet.
    public init() {}

    func run(_ body: () -> Void) {
        state.withLock { $0.running += 1 }
        defer { state.withLock { $0 = ($0.running - 1, .now + Self.cooldown) } }
        body()
    }

    /// How long background work is to pause now; `nil` when there was no other work lately.
    func pause() -> Duration? {
        state.withLock { state in
            if state.running > 0 { return Self.step }
            guard let cooldownEnd = state.cooldownEnd else { return nil }
            let left = ContinuousClock.now.duration(to: cooldownEnd)
            if left <= .zero { state.cooldownEnd = nil }
            return left > .zero ? left : nil
        }
    }
}
