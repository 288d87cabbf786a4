/// A place in the pool: a session that is opened when it is needed and replaced when it broke.
actor Connection {
    private let executor: QueueExecutor
    private let settings: ConnectionSettings
    private var session: Session?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ settings: ConnectionSettings, number: Int) {
        self.settings = settings
        executor = QueueExecutor(label: "postgres-\(number)")
    }

    /// Runs blocking work on a session that stands.
    func perform<R: Sendable>(_ limits: TimeLimits, _ body: @Sendable (Session) throws -> R) throws -> R {
        try Task.checkCancellation()
        let session = try session ?? Session(settings, by: limits.opening)
        session.answerLimit = limits.answer
        self.session = session
        defer { if !session.isUsable { self.session = nil } }
        do { return try body(session) } catch {
            // Either the server obeyed the request to stop, or the task is no longer interested in its failure.
            throw Task.isCancelled ? CancellationError() : error
        }
    }
}
