import Synchronization

/// What is going on, for whoever wants to follow it: indexing, new pictures, pictures that are gone.
///
/// Flows report to it and never wait for it. Each follower has a buffer of its own, of bounded size; one that does not keep up is
/// dropped and may come again, naming the last event that it has seen.
public final class Activity: Sendable {
    private struct State {
        var number: UInt64 = 0
        var recent: [NumberedEvent] = []
        /// Sources that are gone over now: what is known of them, and when it was last told.
        var indexing: [String: (summary: SyncSummary, told: ContinuousClock.Instant)] = [:]
        var buffers: [ObjectIdentifier: EventBuffer] = [:]
        var isClosed = false
    }

    /// How many events are kept for those that come again.
    public static let recentLimit = 256
    /// How many may follow at one time.
    public static let followerLimit = 32
    /// Counts of one source are told no more often.
    private static let progressInterval = Duration.milliseconds(500)

    /// Tells the events of this process from those of an earlier one, whose numbers are others.
    public let epoch = UInt32.random(in: .min ... .max)
    private let state = Mutex(State())

    /// Nothing has happened yet.
    public init() {}

    /// Tells all followers of an event; counts that come in quick succession are told twice a second.
    public func report(_ event: ActivityEvent, at now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            guard !state.isClosed, note(event, at: now, &state) else { return }
            state.number += 1
            let numbered = NumberedEvent(number: state.number, event: event)
            // Counts are soon out of date: who comes again gets the newest.
            if case .indexing = event {} else { keep(numbered, &state) }
            for (key, buffer) in state.buffers where !buffer.take(numbered) { state.buffers[key] = nil }
        }
    }

    /// Follows from now on.
    ///
    /// - Parameters:
    ///   - last: the number of the last event that was seen; what came after it and is still kept comes first.
    ///   - epoch: that of the process that gave the number.
    /// - Returns: a follower, which ends when nobody holds it.
    /// - Throws: ``Overloaded`` when ``followerLimit`` follow already.
    public func follow(after last: UInt64? = nil, epoch: UInt32? = nil) throws(Overloaded) -> Follower {
        let buffer: EventBuffer? = state.withLock { state in
            guard state.buffers.count < Self.followerLimit else { return nil }
            let isKnown = epoch == self.epoch && last.map { $0 <= state.number } ?? false
            let missed = state.recent.filter { isKnown && $0.number > last ?? 0 }
            let isComplete = isKnown && (last ?? 0) + 1 >= state.recent.first?.number ?? 0
            let buffer = EventBuffer(missed, missed: last != nil && !isComplete)
            for (source, known) in state.indexing {
                _ = buffer.take(.init(number: state.number, event: .indexing(source: source, known.summary)))
            }
            if state.isClosed { buffer.end() } else { state.buffers[ObjectIdentifier(buffer)] = buffer }
            return buffer
        }
        guard let buffer else { throw Overloaded("Too many follow what is going on. Try again shortly.") }
        return Follower(buffer) { [weak self] in self?.forget(buffer) }
    }

    /// Ends all followers, at once and for good.
    public func close() {
        let buffers = state.withLock { state in
            state.isClosed = true
            defer { state.buffers = [:] }
            return state.buffers.values
        }
        for buffer in buffers { buffer.end() }
    }

    /// How many follow.
    public var followers: Int { state.withLock { $0.buffers.count } }

    private func forget(_ buffer: EventBuffer) { state.withLock { $0.buffers[ObjectIdentifier(buffer)] = nil } }

    /// Remembers which sources are gone over; false for counts that come too soon after the last.
    private func note(_ event: ActivityEvent, at now: ContinuousClock.Instant, _ state: inout State) -> Bool {
        switch event {
        case .indexing(let source, let summary):
            let told = state.indexing[source]?.told
            let isDue = told.map { now - $0 >= Self.progressInterval } ?? true
            state.indexing[source] = (summary, isDue ? now : told ?? now)
            return isDue
        case .indexed(let source, _):
            state.indexing[source] = nil
            return true
        case .added(_, let ids): return !ids.isEmpty
        case .gone(_, let count, _): return count > 0
        }
    }

    private func keep(_ event: NumberedEvent, _ state: inout State) {
        if state.recent.count == Self.recentLimit { state.recent.removeFirst() }
        state.recent.append(event)
    }
}
