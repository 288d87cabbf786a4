import Dispatch
import Scheduling
import Synchronization

/// Texts that wait for the text tower, in the order in which they came.
final class WaitingTexts: Sendable {
    struct Text: Sendable {
        let ids: [Int32]
        let waiter: Waiter<[Float]>
    }

    /// A text that is computed now, and how its result is handed on.
    struct Taken: Sendable {
        let ids: [Int32]
        let continuation: Waiter<[Float]>.Continuation
    }

    private struct State {
        var texts: [Text] = []
        /// How many texts the last run computed, and the deadline until which as many more are waited for.
        var lastCount = 0
        var deadline = DispatchTime.now()
        /// Woken when so many texts wait.
        var gathering: (count: Int, full: DispatchSemaphore)?
    }
    private let state = Mutex(State())
    private let batchLimit: Int

    /// - Parameter batchLimit: how many texts are computed together at most.
    init(batchLimit: Int) { self.batchLimit = batchLimit }

    /// How many texts wait.
    var count: Int { state.withLock { $0.texts.count } }

    /// How many texts the last run computed.
    var lastCount: Int { state.withLock { $0.lastCount } }

    func add(_ text: Text) {
        state.withLock { state in
            state.texts.append(text)
            if let gathering = state.gathering, state.texts.count >= gathering.count { gathering.full.signal() }
        }
    }

    /// Forgets the text of one who waits no longer.
    func remove(_ waiter: Waiter<[Float]>) {
        state.withLock { $0.texts.removeAll { $0.waiter === waiter } }
    }

    /// Takes texts that can be computed together.
    ///
    /// After a run of several texts, those who asked them soon ask again: they are waited for, so that the first of them
    /// does not run alone while the others wait. A text that follows one that ran alone never waits.
    /// - Parameter kind: the same for ids that may be computed together.
    /// - Returns: the oldest text, with more of its kind; none when all were taken before, or nobody waits for them.
    func next(kind: ([Int32]) -> Int) -> [Taken] {
        gather()
        let batch = state.withLock { WaitingTexts.takeBatch(&$0.texts, limit: batchLimit) { kind($0.ids) } }
        return batch.compactMap { text in
            text.waiter.begin().map { Taken(ids: text.ids, continuation: $0) }
        }
    }

    private func gather() {
        let full = DispatchSemaphore(value: 0)
        let deadline = state.withLock { state -> DispatchTime? in
            let isComplete = state.texts.isEmpty || state.texts.count >= state.lastCount
            guard state.lastCount > 1, !isComplete, state.deadline > .now() else { return nil }
            state.gathering = (state.lastCount, full)
            return state.deadline
        }
        guard let deadline else { return }
        _ = full.wait(timeout: deadline)
        state.withLock { $0.gathering = nil }
    }

    /// Tells of a run that ends now: a fifth of its time is what the next one may wait for more texts.
    func haveRun(_ count: Int, since start: DispatchTime) {
        let end = DispatchTime.now()
        let pause = DispatchTimeInterval.nanoseconds(Int(end.uptimeNanoseconds - start.uptimeNanoseconds) / 5)
        state.withLock { state in
            state.lastCount = count
            state.deadline = end + pause
        }
    }

    /// Takes the first element, and after it more of its kind.
    static func takeBatch<Element>(_ elements: inout [Element], limit: Int, _ kind: (Element) -> Int) -> [Element] {
        guard let first = elements.first else { return [] }
        let places = elements.indices.filter { kind(elements[$0]) == kind(first) }.prefix(limit)
        let batch = places.map { elements[$0] }
        for place in places.reversed() { elements.remove(at: place) }
        return batch
    }
}
