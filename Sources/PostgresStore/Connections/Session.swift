import CPostgres
import ImageSearch

/// One open connection; every call blocks its thread until the server has answered.
///
/// It watches the task that it runs in: when that is cancelled, the server is told to stop.
final class Session {
    let connection: OpaquePointer
    /// The names of prepared statements by their text; they live as long as the connection.
    var prepared: [String: String] = [:]
    /// How many names were given.
    var preparations = 0

    /// Connects and logs in.
    init(_ settings: ConnectionSettings) throws {
        connection = try Session.connect(settings)
        // Without a processor, libpq prints the server's notices to the program's stderr.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        PQsetnonblocking(connection, 1)
    }

    deinit { PQfinish(connection) }

    /// The server's version: 180006 for 18.6.
    var serverVersion: Int { Int(PQserverVersion(connection)) }

    /// The process that serves this connection.
    var serverProcess: Int { Int(PQbackendPID(connection)) }

    /// It can still be used; a broken one has to be replaced.
    var isUsable: Bool { PQstatus(connection) == CONNECTION_OK && PQtransactionStatus(connection) == PQTRANS_IDLE }

    /// Runs one statement.
    @discardableResult
    func run(_ statement: Statement, within timeout: Duration = .seconds(60)) throws -> Rows {
        let rows = try run([statement], within: timeout)
        return rows[0]
    }

    /// Runs statements in one round trip; after a failed one, the others are not run.
    ///
    /// - Returns: the rows of each statement.
    func run(_ statements: [Statement], within timeout: Duration = .seconds(60)) throws -> [Rows] {
        let deadline = ContinuousClock.now + timeout
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

    /// Runs a file of statements without values, in the transaction that surrounds it.
    func run(script: String) throws {
        guard PQsendQuery(connection, script) == 1 else { throw failure() }
        do { try finish(by: .now + .seconds(600)) } catch {
            try rollBack()
            throw error
        }
    }

    /// Runs a body between BEGIN and COMMIT; an error rolls back.
    func transaction<R>(_ body: () throws -> R) throws -> R {
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
