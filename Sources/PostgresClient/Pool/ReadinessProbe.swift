import Synchronization

/// Whether the database answers: one question at a time for all who want to know, and on a connection of its own.
///
/// So it never stands behind searches, and any number of those who ask cost the database one `SELECT 1` a second.
package final class ReadinessProbe: Sendable {
    /// How long the question may take, connecting included.
    static let limit = Duration.seconds(2)

    private struct State {
        var question: Task<Void, any Error>?
        /// Until when its answer holds.
        var end: ContinuousClock.Instant?
    }
    private let memory: Duration
    private let ask: @Sendable () async throws -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - memory: how long an answer holds.
    ///   - ask: the question, which comes to an end by itself.
    init(memory: Duration, _ ask: @escaping @Sendable () async throws -> Void) {
        self.memory = memory
        self.ask = ask
    }

    /// Asks a database, which has so long to answer.
    package convenience init(
        _ settings: ConnectionSettings, memory: Duration = .seconds(1), limit: Duration = ReadinessProbe.limit
    ) {
        let connection = Connection(settings, number: 0)
        self.init(memory: memory) {
            let end = ContinuousClock.now + limit
            let ask = {
                // Half of the time to connect, where that is needed, and what is left to ask.
                let limits = TimeLimits(opening: .now + (end - .now) / 2, answer: limit)
                try await connection.perform(limits) { session in
                    _ = try session.run(.plain("SELECT 1"), within: end - ContinuousClock.now)
                }
            }
            do {
                // The server may have been started again since it was last asked: that is told by a new connection.
                do { try await ask() } catch let error as DatabaseError where error.isTransient && .now < end {
                    try await ask()
                }
            } catch let error as DatabaseError { throw error.failure(for: settings) }
        }
    }

    /// Returns when the database answers, or did a moment ago.
    ///
    /// - Throws: ``DatabaseFailure``.
    package func check() async throws { try await question().value }

    private func question() -> Task<Void, any Error> {
        state.withLock { state in
            if let question = state.question, state.end.map({ .now < $0 }) ?? true { return question }
            // Not a part of the task that asks first: when that one leaves, others may still want to know.
            let question = Task.detached { [self] in
                defer { self.state.withLock { $0.end = .now + memory } }
                try await ask()
            }
            state = State(question: question)
            return question
        }
    }
}
