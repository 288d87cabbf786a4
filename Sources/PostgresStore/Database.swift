import ImageSearch
import PostgresClient
import PostgresErrors

/// The store's connections to its database, with priorities and errors as the core knows them.
///
/// Searches have connections of their own, and so never stand behind changes.
struct Database: Sendable {
    let searches: ConnectionPool
    let changes: ConnectionPool

    init(_ settings: ConnectionSettings, connections: Int = 4, timeout: Duration = .seconds(10)) {
        searches = ConnectionPool(settings, size: connections, timeout: timeout)
        changes = ConnectionPool(settings, size: max(1, connections - 1), timeout: timeout)
    }

    /// How both reach the server.
    var settings: ConnectionSettings { changes.settings }

    /// Looks something up that somebody waits for: a server that says nothing for 5 seconds is taken for dead.
    ///
    /// - Parameter body: the work, which gives the same result when it is repeated.
    /// - Returns: what the work returns.
    /// - Throws: ``ImageSearch/StoreError``, `CancellationError`, or what the work itself throws.
    func search<R: Sendable>(_ body: @Sendable (Session) throws -> R) async throws -> R {
        try await mapped {
            try await searches.perform(
                at: Priority.current.inPool, answerWithin: ConnectionPool.searchAnswer, body)
        }
    }

    /// The same for everything else, changes above all.
    func change<R: Sendable>(_ body: @Sendable (Session) throws -> R) async throws -> R {
        try await mapped { try await changes.perform(at: Priority.current.inPool, body) }
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
