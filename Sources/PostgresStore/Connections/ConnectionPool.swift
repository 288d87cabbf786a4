import ImageSearch
import Synchronization

/// A few connections that many tasks share; it hides a database that goes away for a moment.
///
/// Work that meets a broken connection is run again on a new one, with growing pauses, until `patience` is used up.
/// All the work given to it must therefore give the same result when it is repeated.
final class ConnectionPool: Sendable {
    let settings: ConnectionSettings
    private let patience: Duration
    private let state: Mutex<State>

    private struct State {
        var idle: [Connection]
        var waiters: [(id: Int, continuation: CheckedContinuation<Connection, any Error>)] = []
        var lastWaiter = 0
    }

    /// Makes a pool; connections are opened when they are needed.
    init(_ settings: ConnectionSettings, size: Int = 4, patience: Duration = .seconds(10)) {
        self.settings = settings
        self.patience = patience
        state = Mutex(State(idle: (0..<size).map { Connection(settings, number: $0) }))
    }

    /// Runs blocking work on a free connection, as often as it takes.
    ///
    /// - Throws: ``ImageSearch/StoreError``, `CancellationError`, or what the work itself throws.
    func perform<R: Sendable>(_ body: @Sendable (Session) throws -> R) async throws -> R {
        do { return try await attempt(body) } catch let error as DatabaseError {
            throw error.storeError(for: settings)
        }
    }

    /// The same, with the database's own error, for callers that know what to do about one.
    func attempt<R: Sendable>(_ body: @Sendable (Session) throws -> R) async throws -> R {
        let deadline = ContinuousClock.now + patience
        var pause = Duration.milliseconds(20)
        while true {
            do {
                return try await withConnection { try await $0.perform(body) }
            } catch let error as DatabaseError where error.isTransient && ContinuousClock.now + pause < deadline {
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(1))
            }
        }
    }

    private func withConnection<R: Sendable>(_ body: (Connection) async throws -> R) async throws -> R {
        let connection = try await take()
        defer { giveBack(connection) }
        return try await body(connection)
    }

    private func take() async throws -> Connection {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let connection: Connection? = state.withLock { state in
                    if let connection = state.idle.popLast() { return connection }
                    state.waiters.append((id, continuation))
                    return nil
                }
                if let connection { return continuation.resume(returning: connection) }
                if Task.isCancelled { stopWaiting(id) }
            }
        } onCancel: {
            stopWaiting(id)
        }
    }

    private func giveBack(_ connection: Connection) {
        let next = state.withLock { state -> CheckedContinuation<Connection, any Error>? in
            guard state.waiters.isEmpty else { return state.waiters.removeFirst().continuation }
            state.idle.append(connection)
            return nil
        }
        next?.resume(returning: connection)
    }

    private func stopWaiting(_ id: Int) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }
}
