import Synchronization

/// Hands out a fixed number of requests, in the order in which they are asked for.
final class RequestPool<Element: Sendable>: Sendable {
    private struct State {
        var free: [Element]
        var waiting: [CheckedContinuation<Element, Never>] = []
    }
    private let state: Mutex<State>

    init(_ elements: [Element]) {
        precondition(!elements.isEmpty)
        state = Mutex(State(free: elements))
    }

    /// Lends an element for the length of `body`, waiting for one if need be.
    func withElement<Result: Sendable>(_ body: (Element) async throws -> Result) async throws -> Result {
        let element = await take()
        defer { giveBack(element) }
        try Task.checkCancellation()
        return try await body(element)
    }

    private func take() async -> Element {
        await withCheckedContinuation { continuation in
            let element = state.withLock { state -> Element? in
                if let element = state.free.popLast() { return element }
                state.waiting.append(continuation)
                return nil
            }
            if let element { continuation.resume(returning: element) }
        }
    }

    private func giveBack(_ element: Element) {
        let next = state.withLock { state -> CheckedContinuation<Element, Never>? in
            guard !state.waiting.isEmpty else {
                state.free.append(element)
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume(returning: element)
    }
}
