import CPostgres

/// Sending many statements before reading the first answer.
extension Session {
    /// An answer that is due, in the order of sending.
    enum Reply {
        case preparation(sql: String)
        case rows
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
            return [.rows]
        }
        let preparation = try prepare(statement.sql, types)
        let isSent = Parameter.withCArrays(statement.parameters) {
            PQsendQueryPrepared(connection, prepared[statement.sql], count, $0, $1, $2, 1)
        }
        guard isSent == 1 else { throw failure() }
        return preparation + [.rows]
    }

    private func prepare(_ sql: String, _ types: [Oid]) throws -> [Reply] {
        guard prepared[sql] == nil else { return [] }
        preparations += 1
        let name = "s\(preparations)"
        guard PQsendPrepare(connection, name, sql, Int32(types.count), types) == 1 else { throw failure() }
        prepared[sql] = name
        return [.preparation(sql: sql)]
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
                if case .preparation(let sql) = reply { prepared[sql] = nil }
            }
            _ = try nextResult(by: deadline)  // the end of this statement's results
        }
        _ = try nextResult(by: deadline)  // the end of the pipeline
        if let firstError { throw firstError }
        return rows
    }
}
