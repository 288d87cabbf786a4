import CPostgres
import Platform

/// Waiting for the server with a deadline: one that is frozen answers to no timeout of its own.
extension Session {
    /// How often a wait looks whether its task was cancelled.
    private static let slice: Int32 = 50
    /// How long a server has to stop a statement whose task was cancelled.
    private static let stopLimit = Duration.seconds(5)

    /// The next result, or `nil` where a statement's results end.
    func nextResult(by deadline: ContinuousClock.Instant, isCancellable: Bool = true) throws -> Rows? {
        try awaitResult(by: deadline, isCancellable: isCancellable)
        guard let result = PQgetResult(connection) else {
            guard PQstatus(connection) == CONNECTION_OK else { throw failure() }
            return nil
        }
        let rows = Rows(owning: result)
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_PIPELINE_SYNC, PGRES_EMPTY_QUERY: return rows
        case PGRES_PIPELINE_ABORTED: throw DatabaseError(state: "25P02", message: "an earlier statement failed")
        default:
            let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
            throw DatabaseError(state: state ?? "", message: String(cString: PQresultErrorMessage(result)))
        }
    }

    /// Reads results until there are no more, and throws the first error among them.
    func finish(by deadline: ContinuousClock.Instant, isCancellable: Bool = true) throws {
        var firstError: DatabaseError?
        while true {
            do {
                guard try nextResult(by: deadline, isCancellable: isCancellable) != nil else { break }
            } catch let error as DatabaseError where PQstatus(connection) == CONNECTION_OK && !error.state.isEmpty {
                firstError = firstError ?? error
            }
        }
        if let firstError { throw firstError }
    }

    /// Ends a transaction that an error left open; this happens for cancelled tasks too.
    func rollBack() throws {
        guard PQstatus(connection) == CONNECTION_OK else { return }
        guard PQtransactionStatus(connection) != PQTRANS_IDLE else { return }
        guard PQsendQuery(connection, "ROLLBACK") == 1 else { return }
        // A connection that cannot even roll back is not idle afterwards, so it is closed by its owner.
        begin(within: Session.stopLimit)
        try? finish(by: .now + Session.stopLimit, isCancellable: false)
    }

    /// The error that libpq has at hand for this connection.
    func failure() -> DatabaseError { DatabaseError(message: String(cString: PQerrorMessage(connection))) }

    private func awaitResult(by deadline: ContinuousClock.Instant, isCancellable: Bool) throws {
        while true {
            let unsent = PQflush(connection)
            guard unsent >= 0 else { throw failure() }
            if unsent == 0, PQisBusy(connection) == 0 { return }
            if isCancellable, Task.isCancelled { askToStop(until: .now + Session.stopLimit) }
            let now = ContinuousClock.now
            guard now < stopDeadline ?? deadline else { throw DatabaseError(message: "no answer in time") }
            // A server that is merely slow obeys, and its connection is kept; one that is gone does not.
            if isCancellable, now >= lastMoment(before: deadline) { askToStop(until: deadline) }
            let events = Session.wait(for: connection, toWrite: unsent == 1)
            guard events & Int16(POLLIN | POLLHUP | POLLERR) == 0 || PQconsumeInput(connection) == 1 else {
                throw failure()
            }
        }
    }

    /// When the server is asked to stop: of the time that it has, the last fifth is for that, a second at most.
    private func lastMoment(before deadline: ContinuousClock.Instant) -> ContinuousClock.Instant {
        deadline - min(.seconds(1), statementLimit / 5)
    }

    /// Asks the server, once, to cancel what this connection runs; the answer is then an error.
    private func askToStop(until deadline: ContinuousClock.Instant) {
        guard stopDeadline == nil else { return }
        stopDeadline = deadline
        CancelRequest.send(for: connection)
    }

    /// Waits a little for the socket, and tells which of poll's events came.
    static func wait(for connection: OpaquePointer, toWrite: Bool) -> Int16 {
        let events = Int16(POLLIN) | (toWrite ? Int16(POLLOUT) : 0)
        var descriptor = pollfd(fd: PQsocket(connection), events: events, revents: 0)
        return poll(&descriptor, 1, slice) > 0 ? descriptor.revents : 0
    }
}
