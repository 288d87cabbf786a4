import CPostgres

/// One open connection; every call blocks its thread until the server has answered.
///
/// It watches the task that it runs in: when that is cancelled, the server is told to stop.
package final class Session {
    let connection: OpaquePointer
    /// The texts of the statements that the server has prepared; they live as long as the connection, or shorter where
    /// a pool of connections stands between.
    var prepared: Set<String> = []
    /// How long a statement may take for which nothing else is said.
    var answerLimit = ConnectionPool.longestAnswer
    /// How long the statement in work may take.
    private(set) var statementLimit = Duration.zero
    /// When the server must have stopped the statement in work; `nil` as long as it was not asked to.
    var stopDeadline: ContinuousClock.Instant?

    /// Connects and logs in.
    ///
    /// - Parameters:
    ///   - settings: the server and the database.
    ///   - deadline: when it must have happened; by itself, each host has the time that the settings give it.
    /// - Throws: ``DatabaseError``, or `CancellationError`.
    package init(_ settings: ConnectionSettings, by deadline: ContinuousClock.Instant? = nil) throws {
        connection = try Session.connect(settings, by: deadline)
        // Without a processor, libpq prints the server's notices to the program's stderr.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        PQsetnonblocking(connection, 1)
    }

    deinit { PQfinish(connection) }

    /// The server's version: 180006 for 18.6.
    package var serverVersion: Int { Int(PQserverVersion(connection)) }

    /// The process that serves this connection.
    package var serverProcess: Int { Int(PQbackendPID(connection)) }

    /// It can still be used; a broken one has to be replaced.
    var isUsable: Bool { PQstatus(connection) == CONNECTION_OK && PQtransactionStatus(connection) == PQTRANS_IDLE }

    /// It is a pool's connection, which stands for another one of the server's in each transaction: the pool makes up a
    /// process of its own.
    package func isPooled() throws -> Bool {
        try run(.plain("SELECT pg_backend_pid()::int8")).int64(0, 0) != Int64(serverProcess)
    }

    /// Runs one statement.
    @discardableResult
    package func run(_ statement: Statement, within limit: Duration? = nil) throws -> Rows {
        let rows = try run([statement], within: limit)
        return rows[0]
    }

    /// Runs statements in one round trip; after a failed one, the others are not run.
    ///
    /// Behind a pool of connections a prepared statement may be there when it is prepared, or gone when it is run. The
    /// name tells what it is, so the statements are run again with what was learned, then without preparing any.
    /// - Returns: the rows of each statement.
    package func run(_ statements: [Statement], within limit: Duration? = nil) throws -> [Rows] {
        var tries = 0
        while true {
            // Within a transaction that goes on, a lost preparation would be the end of all that came before.
            let mayPrepare = PQtransactionStatus(connection) == PQTRANS_IDLE && tries < 4
            do {
                return try runOnce(mayPrepare ? statements : statements.map(\.unprepared), within: limit ?? answerLimit)
            } catch let error as DatabaseError where error.isLostPreparation && mayPrepare && isUsable {
                tries += 1
            }
        }
    }

    private func runOnce(_ statements: [Statement], within limit: Duration) throws -> [Rows] {
        begin(within: limit)
        let deadline = ContinuousClock.now + limit
        guard PQenterPipelineMode(connection) == 1 else { throw failure() }
        do {
            let replies = try statements.flatMap(send)
            guard PQpipelineSync(connection) == 1 else { throw failure() }
            let rows = try receive(replies, by: deadline)
            guard PQexitPipelineMode(connection) == 1 else { throw failure() }
            return rows
        } catch {
            if PQpipelineStatus(connection) != PQ_PIPELINE_OFF { _ = PQexitPipelineMode(connection) }
            try rollBack()
            throw error
        }
    }

    /// A statement's time begins.
    func begin(within limit: Duration) {
        statementLimit = limit
        stopDeadline = nil
    }

    /// Runs a file of statements without values, in the transaction that surrounds it.
    package func run(script: String) throws {
        let limit = Duration.seconds(600)
        begin(within: limit)
        guard PQsendQuery(connection, script) == 1 else { throw failure() }
        do { try finish(by: .now + limit) } catch {
            try rollBack()
            throw error
        }
    }

    /// Runs a body between BEGIN and COMMIT; an error rolls back.
    package func transaction<R>(_ body: () throws -> R) throws -> R {
        try run(.plain("BEGIN"))
        do {
            let result = try body()
            try run(.plain("COMMIT"))
            return result
        } catch {
            try rollBack()
            throw error
        }
    }
}
