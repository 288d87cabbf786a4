/// Threads for the calls on one place that may hang: a folder, a disk, a share.
///
/// When its server is gone, a share blocks every thread that touches it, for minutes or for ever. Threads of its own keep
/// that from whatever else the program does, and their number is bounded however many calls wait.
public final class BlockingThreads: Sendable {
    private let queue: WorkQueue<Void>

    /// Starts the threads; they end with this value, or when the call that blocks them returns.
    ///
    /// - Parameters:
    ///   - name: what tools such as top show.
    ///   - limit: how many calls may go on at once; others wait for those.
    public init(_ name: String, limit: Int) {
        // Of its own: files that are read for the background would else seem to be work that somebody waits for.
        queue = WorkQueue(name, Array(repeating: (), count: limit), immediateWork: ImmediateWork())
    }

    /// Runs work that nobody needs any more when the task is cancelled.
    ///
    /// A cancellation lets go of the work at once: it does not begin, or goes on unheard until it returns.
    ///
    /// - Throws: what the work throws, or `CancellationError`.
    public func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let waiter = Waiter<Value>()
        return try await waiter.wait {
            queue.add(for: waiter) { _ in
                guard waiter.isWaiting else { return }
                let result = Result { try work() }
                // Not before: a waiter that was taken cannot leave any more.
                waiter.begin()?.resume(with: result)
            }
        } leave: { [queue] in
            queue.remove(waiter)
        }
    }

    /// Runs work that has to be done whatever becomes of the task, so that nothing is left behind; waits for it unless the
    /// task is cancelled.
    ///
    /// - Throws: what the work throws.
    public func cleanUp(_ work: @escaping @Sendable () throws -> Void) async throws {
        guard Task.isCancelled else { return try await finish(work) }
        queue.add { _ in try? work() }
    }

    /// Runs work that has to be done whatever becomes of the task, and waits until it is.
    ///
    /// - Throws: what the work throws.
    public func finish<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.add { _ in continuation.resume(with: Result(catching: work)) }
        }
    }
}
