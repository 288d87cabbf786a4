/// For what ends by itself soon: the program's own folders on this machine's own disk.
private let threads = BlockingThreads("blocking", limit: 8)

/// Runs calls that may block for a while on a thread of their own, never on one of the cooperative pool.
///
/// It waits until the work has ended, whatever becomes of the task. What may hang, as a share whose server is gone does, has
/// ``BlockingThreads`` of its own.
public func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await threads.finish(work)
}

/// Runs calls that may block for ever, as those on pipes and terminals do, on a thread of its own.
///
/// A cancellation lets go of the call at once. Its thread stays behind until the call returns, or the program ends.
///
/// - Throws: what the work throws, or `CancellationError`.
public func blockingUntilCancelled<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await BlockingThreads("blocking", limit: 1).run(work)
}
