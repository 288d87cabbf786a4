import Synchronization

/// Tasks that wait for connections, and how each wait ends: with a connection, or because time or interest did.
///
/// The rules are those of ``PoolQueue``; here are the tasks. They are woken outside the lock.
final class PoolWaiting: Sendable {
    private enum Waiter {
        /// It has a place in the queue, and is on its way to sleep.
        case arriving
        case waiting(CheckedContinuation<Int, any Error>)
        /// It was woken before it slept.
        case woken(Result<Int, any Error>)
    }
    private struct State {
        var queue: PoolQueue
        var waiters: [Int: Waiter] = [:]
        var lastWaiter = 0
        /// What the database did to the last one who asked: while it is away, nobody is told that it is merely busy.
        var lastError: DatabaseError?
    }
    private let state: Mutex<State>

    init(_ queue: PoolQueue) { state = Mutex(State(queue: queue)) }

    /// How many wait.
    var count: Int { state.withLock { $0.queue.waiters } }

    /// Takes a free connection, or waits for one.
    ///
    /// - Throws: ``DatabaseFailure`` `overloaded`, the error that the connections in use meet, or
    ///   `CancellationError`.
    func take(_ priority: PoolPriority, within limit: Duration) async throws -> Int {
        let (waiter, answer) = state.withLock { state in
            state.lastWaiter += 1
            let answer = state.queue.request(state.lastWaiter, priority)
            if answer == .place { state.waiters[state.lastWaiter] = .arriving }
            return (state.lastWaiter, answer)
        }
        switch answer {
        case .connection(let connection): return connection
        case .refusal: throw refusal
        case .place:
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await Task.sleep(for: limit)
                    self.end(waiter, with: self.refusal)
                }
                defer { group.cancelAll() }
                return try await wait(waiter)
            }
        }
    }

    /// Makes a connection free for the next one.
    func giveBack(_ connection: Int) {
        let continuation = state.withLock { state -> CheckedContinuation<Int, any Error>? in
            guard let grant = state.queue.release(connection) else { return nil }
            return Self.wake(grant.waiter, .success(connection), &state)
        }
        continuation?.resume(returning: connection)
    }

    /// Remembers how the database treated the last one who asked.
    func note(_ error: DatabaseError?) { state.withLock { $0.lastError = error } }

    private func wait(_ waiter: Int) async throws -> Int {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Int, any Error>? = state.withLock { state in
                    if case .woken(let result) = state.waiters.removeValue(forKey: waiter) { return result }
                    state.waiters[waiter] = .waiting(continuation)
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            end(waiter, with: CancellationError())
        }
    }

    private func end(_ waiter: Int, with error: any Error) {
        let continuation = state.withLock { state in
            state.queue.remove(waiter)
            return Self.wake(waiter, .failure(error), &state)
        }
        continuation?.resume(throwing: error)
    }

    /// - Returns: what has to be resumed, outside the lock.
    private static func wake(
        _ waiter: Int, _ result: Result<Int, any Error>, _ state: inout State
    ) -> CheckedContinuation<Int, any Error>? {
        switch state.waiters[waiter] {
        case .arriving: state.waiters[waiter] = .woken(result)
        case .waiting(let continuation):
            state.waiters[waiter] = nil
            return continuation
        case .woken, nil: break
        }
        return nil
    }

    private var refusal: any Error {
        state.withLock(\.lastError)
            ?? DatabaseFailure(.overloaded, "the database is busy with other requests: try again in a moment")
    }
}
