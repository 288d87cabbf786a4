/// A worker that cannot be had: the system gives no process or no memory, or the worker does not come up.
public struct WorkerFailure: Error, Sendable, CustomStringConvertible {
    /// What the system said; for logs.
    public let description: String

    init(_ description: String) { self.description = description }
}
