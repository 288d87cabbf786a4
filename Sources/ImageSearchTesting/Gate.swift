import Synchronization

/// Holds tasks up until a test lets them pass; one that is cancelled passes at once, with `CancellationError`.
public final class Gate: Sendable {
    private typealias Caller = CheckedContinuation<Void, any Error>
    private struct State {
        var result: Result<Void, any Error>?
        var arrivals = 0
        var held: [Int: Caller] = [:]
    }
    private let state = Mutex(State())

    /// Makes a closed gate.
    public init() {}

    /// Waits until the gate is open.
    public func pass() async throws {
        let number = state.withLock { state in
            state.arrivals += 1
            return state.arrivals
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { caller in
                let result = state.withLock { state -> Result<Void, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.result == nil { state.held[number] = caller }
                    return state.result
                }
                if let result { caller.resume(with: result) }
            }
        } onCancel: {
            state.withLock { $0.held.removeValue(forKey: number) }?.resume(throwing: CancellationError())
        }
    }

    /// Lets all pass, now and later.
    public func open() { end(.success(())) }

    /// Lets all fail, now and later.
    public func fail(with error: any Error) { end(.failure(error)) }

    /// Waits until so many tasks have come, held or not.
    public func waitForArrivals(_ count: Int) async {
        while state.withLock({ $0.arrivals }) < count { await Task.yield() }
    }

    private func end(_ result: Result<Void, any Error>) {
        let held = state.withLock { state in
            state.result = result
            defer { state.held = [:] }
            return state.held.values
        }
        for caller in held { caller.resume(with: result) }
    }
}
