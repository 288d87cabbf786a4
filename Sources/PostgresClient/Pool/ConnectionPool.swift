import Synchronization

/// A few connections that many tasks share; it hides a database that goes away for a moment.
///
/// Work that meets a broken connection is run again on a new one, with growing pauses, until `timeout` is over.
/// All the work given to it must therefore give the same result when it is repeated. Who waits for a connection does so
/// for a limited time, and only so many wait: the others learn at once that the database is busy.
package final class ConnectionPool: Sendable {
    /// How long a server may take over work that nobody sits and waits for.
    package static let longestAnswer = Duration.seconds(60)
    /// After so long a search's connection is taken for dead, unless the server says that it is at work.
    package static let searchAnswer = Duration.seconds(5)

    package let settings: ConnectionSettings
    private let timeout: Duration
    private let connections: [Connection]
    private let waiting: PoolWaiting

    /// Makes a pool; connections are opened when they are needed.
    ///
    /// - Parameters:
    ///   - settings: the server and the database.
    ///   - size: how many connections, 1 or more.
    ///   - mostWaiting: how many searches may wait for a connection, and how much background work beside them. With 4
    ///     connections and searches of 20 ms, the last of 64 waits a third of a second.
    ///   - timeout: how long a search waits for a connection, and how long a database is tried that does not answer.
    package init(
        _ settings: ConnectionSettings, size: Int = 4, mostWaiting: Int = 64, timeout: Duration = .seconds(10)
    ) {
        self.settings = settings
        self.timeout = timeout
        connections = (0..<size).map { Connection(settings, number: $0) }
        waiting = PoolWaiting(PoolQueue(size: size, mostWaiting: mostWaiting))
    }

    /// How many tasks wait for a connection.
    package var waiters: Int { waiting.count }

    /// Runs blocking work on a free connection, as often as it takes.
    ///
    /// - Parameters:
    ///   - priority: whether somebody waits for it.
    ///   - limit: how long each statement may take on a server that gives no sign of life.
    ///   - body: the work.
    /// - Returns: what the work returns.
    /// - Throws: ``DatabaseFailure``, `CancellationError`, or what the work itself throws.
    package func perform<R: Sendable>(
        at priority: PoolPriority = .immediate, answerWithin limit: Duration = longestAnswer,
        _ body: @Sendable (Session) throws -> R
    ) async throws -> R {
        do { return try await attempt(at: priority, answerWithin: limit, body) } catch let error as DatabaseError {
            throw error.failure(for: settings)
        }
    }

    /// The same, with the database's own error, for callers that know what to do about one.
    package func attempt<R: Sendable>(
        at priority: PoolPriority = .immediate, answerWithin limit: Duration = longestAnswer,
        _ body: @Sendable (Session) throws -> R
    ) async throws -> R {
        var retries = Retries(priority, timeout: timeout, answer: limit)
        while true {
            let connection = try await waiting.take(priority, within: retries.wait)
            do {
                defer { waiting.giveBack(connection) }
                let result = try await connections[connection].perform(retries.next(), body)
                waiting.note(nil)
                return result
            } catch let error as DatabaseError {
                waiting.note(error.isTransient ? error : nil)
                guard let pause = retries.pause(after: error) else { throw error }
                try await Task.sleep(for: pause)
            }
        }
    }
}
