import Synchronization

/// What waits for one follower: so much at most.
final class EventBuffer: Sendable {
    private struct State {
        var waiting: [Follower.News] = []
        var isEnded = false
    }

    /// How many events may wait.
    static let limit = 256

    private let state = Mutex(State())
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    /// Begins with what happened before.
    init(_ events: [NumberedEvent], missed: Bool) {
        (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.waiting = (missed ? [.missed] : []) + events.map(Follower.News.event) }
    }

    /// Puts an event in; false when no more are taken.
    func take(_ event: NumberedEvent) -> Bool {
        let isTaking = state.withLock { state in
            guard !state.isEnded else { return false }
            // Newer counts of a source stand for older ones.
            state.waiting.removeAll { $0.isOutdone(by: event.event) }
            state.isEnded = state.waiting.count >= Self.limit
            state.waiting.append(state.isEnded ? .tooSlow : .event(event))
            return !state.isEnded
        }
        if isTaking { wakeUp.yield() } else { wakeUp.finish() }
        return isTaking
    }

    /// Says that nothing happened, unless something did.
    func noteQuiet() {
        state.withLock { if $0.waiting.isEmpty { $0.waiting = [.quiet] } }
        wakeUp.yield()
    }

    /// Takes out all that waits, when something does; `nil` at the end, or when the task is cancelled.
    func next() async -> [Follower.News]? {
        var signals = wakeUps.makeAsyncIterator()
        while true {
            if let waiting = takeAll() { return waiting }
            guard await signals.next() != nil else { return takeAll() }
        }
    }

    private func takeAll() -> [Follower.News]? {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting.isEmpty ? nil : state.waiting
        }
    }

    /// Takes no more.
    func end() {
        state.withLock { $0.isEnded = true }
        wakeUp.finish()
    }
}

extension Follower.News {
    fileprivate func isOutdone(by later: ActivityEvent) -> Bool {
        guard case .event(let earlier) = self, case .indexing(let source, _) = earlier.event else { return false }
        switch later {
        case .indexing(source: source, _), .indexed(source: source, _): return true
        default: return false
        }
    }
}
