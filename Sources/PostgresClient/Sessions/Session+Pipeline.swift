import CPostgres

/// Sending many statements before reading the first answer.
extension Session {
    /// An answer that is due, in the order of sending.
    enum Reply {
        case preparation(sql: String)
        /// - Parameter sql: the text of a prepared statement.
        case rows(sql: String?)
    }

    /// Hands a statement to libpq, which sends it when it can.
    func send(_ statement: Statement) throws -> [Reply] {
        let count = Int32(statement.parameters.count)
        let types = statement.parameters.map(\.type)
        guard statement.isPrepared else {
            let isSent = Parameter.withCArrays(statement.parameters) {
                PQsendQueryParams(connection, statement.sql, count, types, $0, $1, $2, 1)
            }
            guard isSent == 1 else { throw failure() }
            return [.rows(sql: nil)]
        }
        let preparation = try prepare(statement, types)
        let isSent = Parameter.withCArrays(statement.parameters) {
            PQsendQueryPrepared(connection, statement.name, count, $0, $1, $2, 1)
        }
        guard isSent == 1 else { throw failure() }
        return preparation + [.rows(sql: statement.sql)]
    }

    private func prepare(_ statement: Statement, _ types: [Oid]) throws -> [Reply] {
        guard !prepared.contains(statement.sql) else { return [] }
        guard PQsendPrepare(connection, statement.name, statement.sql, Int32(types.count), types) == 1 else {
            throw failure()
        }
        prepared.insert(statement.sql)
        return [.preparation(sql: statement.sql)]
    }

    /// Reads all answers, also those after a failed one, so that the connection can be used again.
    func receive(_ replies: [Reply], by deadline: ContinuousClock.Instant) throws -> [Rows] {
        var rows: [Rows] = []
        var firstError: DatabaseError?
        for reply in replies {
            do {
                let received = try nextResult(by: deadline)
                if case .rows = reply, let received { rows.append(received) }
            } catch let error as DatabaseError where PQstatus(connection) == CONNECTION_OK && !error.state.isEmpty {
                firstError = firstError ?? error
                forget(reply, after: error)
            }
            _ = try nextResult(by: deadline)  // the end of this statement's results
        }
        _ = try nextResult(by: deadline)  // the end of the pipeline
        if let firstError { throw firstError }
        return rows
    }

    /// Corrects what is believed of the server's prepared statements.
    private func forget(_ reply: Reply, after error: DatabaseError) {
        switch reply {
        case .preparation(let sql): if !error.isRepeatedPreparation { prepared.remove(sql) }
        case .rows(let sql?): if error.isLostPreparation { prepared.remove(sql) }
        case .rows(nil): break
        }
    }
}
