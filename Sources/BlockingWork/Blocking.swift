import Dispatch

private let threads = DispatchQueue(label: "imagesearch.blocking", attributes: .concurrent)

/// Runs calls that may block on a thread of their own, never on one of the cooperative pool.
public func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        threads.async { continuation.resume(with: Result(catching: work)) }
    }
}
