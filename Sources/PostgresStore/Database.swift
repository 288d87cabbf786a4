import ImageSearch
import PostgresClient

/// The store's connections to its database, with priorities and errors as the core knows them.
struct Database: Sendable {
    let pool: ConnectionPool

    /// Runs blocking work on a free connection, as often as it takes, at the current task's priority.
    ///
    /// - Parameters:
    ///   - limit: how long each statement may take on a server that gives no sign of life.
    ///   - body: the work, which gives the same result when it is repeated.
    /// - Returns: what the work returns.
    /// - Throws: ``ImageSearch/StoreError``, `CancellationError`, or what the work itself throws.
    func perform<R: Sendable>(
        answerWithin limit: Duration = ConnectionPool.longestAnswer, _ body: @Sendable (Session) throws -> R
    ) async throws -> R {
        try await mapped { try await pool.perform(at: Priority.current.inPool, answerWithin: limit, body) }
    }

    /// Runs work whose failures are turned into the core's.
    func mapped<R>(_ work: () async throws -> R) async throws -> R {
        do { return try await work() } catch let failure as DatabaseFailure { throw StoreError(failure) }
    }
}

extension Priority {
    fileprivate var inPool: PoolPriority {
        switch self {
        case .immediate: .immediate
        case .background: .background
        }
    }
}
