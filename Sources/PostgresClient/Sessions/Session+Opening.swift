import CPostgres

/// Connecting, without blocking longer than agreed.
extension Session {
    /// Connects to the first host of a list that lets it.
    ///
    /// libpq itself gives up a silent host for the next one only when it blocks, and then no cancellation reaches it.
    /// - Parameters:
    ///   - settings: the hosts.
    ///   - deadline: when it must have happened, all hosts together.
    /// - Returns: a connection that stands.
    /// - Throws: ``DatabaseError``, or `CancellationError`.
    static func connect(
        _ settings: ConnectionSettings, by deadline: ContinuousClock.Instant?
    ) throws -> OpaquePointer {
        let hosts = settings.eachHost
        var firstError: DatabaseError?
        for (number, host) in hosts.enumerated() {
            var end = ContinuousClock.now + host.connectTimeout
            if let deadline { end = min(end, .now + (deadline - .now) / (hosts.count - number)) }
            do { return try open(host, by: end) } catch let error as DatabaseError where error.mayDifferElsewhere {
                if firstError?.isTransient != true { firstError = error }
            }
        }
        throw firstError ?? DatabaseError(message: "no host")
    }

    /// Starts a connection and drives it until it stands.
    private static func open(
        _ settings: ConnectionSettings, by deadline: ContinuousClock.Instant
    ) throws -> OpaquePointer {
        let parameters = settings.complete
        let started = withCStrings(parameters.map(\.keyword)) { keywords in
            withCStrings(parameters.map(\.value)) { PQconnectStartParams(keywords, $0, 0) }
        }
        guard let connection = started else { throw DatabaseError(message: "out of memory") }
        // A failed login has no field for its code: only in this mode does the code stand in the message.
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        do {
            try drive(connection, by: deadline)
            PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
            return connection
        } catch {
            PQfinish(connection)
            throw error
        }
    }

    private static func drive(_ connection: OpaquePointer, by deadline: ContinuousClock.Instant) throws {
        var state = PGRES_POLLING_WRITING
        while state != PGRES_POLLING_OK {
            guard state != PGRES_POLLING_FAILED, PQstatus(connection) != CONNECTION_BAD else {
                let message = String(cString: PQerrorMessage(connection))
                // libpq itself stops, and has no code, when the server asks for a password that it was not given.
                let needsPassword = PQconnectionNeedsPassword(connection) == 1
                throw DatabaseError(opening: message, state: needsPassword ? "28P01" : code(in: message))
            }
            try Task.checkCancellation()
            guard ContinuousClock.now < deadline else { throw DatabaseError(message: "no connection in time") }
            if wait(for: connection, toWrite: state == PGRES_POLLING_WRITING) != 0 {
                state = PQconnectPoll(connection)
            }
        }
    }

    /// The five characters in `FATAL:  28P01: text`; the word before them may be in any language.
    static func code(in message: String) -> String {
        message.matches(of: #/:  ([0-9A-Z]{5}): /#).last.map { String($0.1) } ?? ""
    }

    private static func withCStrings<R>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R
    ) -> R {
        let packed = strings.flatMap { $0.utf8CString }
        return packed.withUnsafeBufferPointer { buffer in
            var offset = 0
            var pointers: [UnsafePointer<CChar>?] = strings.map { string in
                defer { offset += string.utf8.count + 1 }
                return buffer.baseAddress.map { $0 + offset }
            }
            pointers.append(nil)
            return body(pointers)
        }
    }
}
