import Synchronization

/// Somebody who waits in line for work that another thread does, and may leave until it begins.
///
/// Whoever comes first decides: ``begin()`` takes the waiter for the one who does the work, a cancellation lets it go at
/// once, whatever is before it in the line.
package final class Waiter<Value: Sendable>: Sendable {
    /// How the one who does the work answers, exactly once.
    package typealias Continuation = CheckedContinuation<Value, any Error>

    private enum State {
        case coming, gone, begun
        case waiting(Continuation)
    }
    private let state = Mutex(State.coming)

    /// Nobody waits yet.
    package init() {}

    /// Waits until the work is done.
    ///
    /// - Parameters:
    ///   - enter: puts the waiter in line.
    ///   - leave: takes it out, with all that it holds; does nothing when it is not there.
    /// - Returns: what the work gives.
    /// - Throws: what the work throws; `CancellationError` when the task was cancelled before the work began.
    package func wait(enter: () -> Void, leave: @escaping @Sendable () -> Void) async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard arrive(continuation) else { return continuation.resume(throwing: CancellationError()) }
                enter()
                // Whoever was sent away before it stood in line could not be taken out of it.
                if isGone { leave() }
            }
        } onCancel: {
            sendAway()
            leave()
        }
    }

    /// Takes the waiter for work that begins now.
    ///
    /// - Returns: `nil` when it has gone: then the work is not wanted.
    package func begin() -> Continuation? {
        state.withLock { state in
            guard case .waiting(let continuation) = state else { return nil }
            state = .begun
            return continuation
        }
    }

    /// Whether somebody still wants the work.
    var isWaiting: Bool {
        state.withLock { if case .waiting = $0 { true } else { false } }
    }

    private var isGone: Bool {
        state.withLock { if case .gone = $0 { true } else { false } }
    }

    private func arrive(_ continuation: Continuation) -> Bool {
        state.withLock { state in
            guard case .coming = state else { return false }
            state = .waiting(continuation)
            return true
        }
    }

    private func sendAway() {
        let waiting = state.withLock { state -> Continuation? in
            switch state {
            case .coming: state = .gone
            case .waiting(let continuation):
                state = .gone
                return continuation
            case .gone, .begun: break
            }
            return nil
        }
        waiting?.resume(throwing: CancellationError())
    }
}
