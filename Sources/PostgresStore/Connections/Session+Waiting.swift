import CPostgres

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Waiting for the server with a deadline: one that is frozen answers to no timeout of its own.
extension Session {
    /// How often a wait looks whether its task was cancelled.
    private static let slice: Int32 = 50

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
        try? finish(by: .now + .seconds(10), isCancellable: false)
    }

    /// The error that libpq has at hand for this connection.
    func failure() -> DatabaseError { DatabaseError(message: String(cString: PQerrorMessage(connection))) }

    private func awaitResult(by deadline: ContinuousClock.Instant, isCancellable: Bool) throws {
        var isStopping = false
        while true {
            let unsent = PQflush(connection)
            guard unsent >= 0 else { throw failure() }
            if unsent == 0, PQisBusy(connection) == 0 { return }
            if isCancellable, Task.isCancelled, !isStopping {
                isStopping = true
                stopStatement()
            }
            guard ContinuousClock.now < deadline else {
                throw DatabaseError(message: "no answer in time")
            }
            let events = Session.wait(for: connection, toWrite: unsent == 1)
            guard events & Int16(POLLIN | POLLHUP | POLLERR) == 0 || PQconsumeInput(connection) == 1 else {
                throw failure()
            }
        }
    }

    /// Waits a little for the socket, and tells which of poll's events came.
    static func wait(for connection: OpaquePointer, toWrite: Bool) -> Int16 {
        let events = Int16(POLLIN) | (toWrite ? Int16(POLLOUT) : 0)
        var descriptor = pollfd(fd: PQsocket(connection), events: events, revents: 0)
        return poll(&descriptor, 1, slice) > 0 ? descriptor.revents : 0
    }

    /// Asks the server to cancel what this connection runs; the answer is then an error.
    private func stopStatement() {
        guard let handle = PQgetCancel(connection) else { return }
        defer { PQfreeCancel(handle) }
        var message = [CChar](repeating: 0, count: 256)
        _ = PQcancel(handle, &message, Int32(message.count))
    }
}
