import Dispatch

private let threads = DispatchQueue(label: "imagesearch.blocking", attributes: .concurrent)

/// Runs calls that may block on a thread of their own, never on one of the cooperative pool.
public func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        threads.async { continuation.resume(with: Result(catching: work)) }
    }
}

/// As ``blocking(_:)``, for calls that may block for ever, as those on pipes and terminals.
///
/// A cancellation lets go of the call at once. Its thread stays behind until the call returns, or the program ends.
///
/// - Throws: what the work throws, or `CancellationError`.
public func blockingUntilCancelled<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
    let (results, result) = AsyncThrowingStream<Value, any Error>.makeStream()
    threads.async {
        do { result.yield(try work()) } catch { result.finish(throwing: error) }
    }
    for try await value in results { return value }
    throw CancellationError()
}
