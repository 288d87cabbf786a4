import Synchronization

/// Something that many wait for until it happens.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [AsyncStream<Never>.Continuation] = []
    }
    private let state = Mutex(State())

    /// Lets everyone through from now on.
    func open() {
        let waiting = state.withLock { state in
            defer { state = State(isOpen: true) }
            return state.waiting
        }
        for waiter in waiting { waiter.finish() }
    }

    /// Waits until it is open, or the task is cancelled.
    func wait() async {
        let (stream, waiter) = AsyncStream.makeStream(of: Never.self)
        let isOpen = state.withLock { state in
            if !state.isOpen { state.waiting.append(waiter) }
            return state.isOpen
        }
        if !isOpen { for await _ in stream {} }
    }
}

/// Runs work that is cancelled when its time is up, and waits until it has ended.
func withTimeout(_ timeout: Duration, _ work: @escaping @Sendable () async -> Void) async {
    await withTaskGroup(of: Void.self) { group in
        group.addTask { await work() }
        group.addTask { try? await Task.sleep(for: timeout) }
        await group.next()
        group.cancelAll()
    }
}
