/// What users are told, once, at the outermost call.
extension DatabaseError {
    /// What is wrong and what to do; the database's own words are its cause.
    package func failure(for settings: ConnectionSettings) -> DatabaseFailure {
        if isTransient, !isTooSlow, let known = settings.explanation?() { return known }
        let (code, text) = explanation(settings)
        return DatabaseFailure(code, text, cause: settings.redacted("\(state) \(message)"))
    }

    private func explanation(_ settings: ConnectionSettings) -> (DatabaseFailure.Code, String) {
        let server = settings.server
        let user = settings.value("user") ?? ""
        let database = settings.value("dbname") ?? ""
        if let openingFault { return openingFault.explanation(settings) }
        switch state {
        case "28000":
            return (
                .unsuitableServer,
                "the database at \(server) does not let the user \(user) in from here: check DB_USER, or DATABASE_URL, "
                    + "and the server's pg_hba.conf; it may ask for TLS (sslmode=require)"
            )
        case _ where isRefusal:
            return (
                .unsuitableServer,
                "the database at \(server) refuses the user \(user) or the password: check DB_USER and DB_PASSWORD, "
                    + "or DATABASE_URL"
            )
        case _ where isMissingDatabase:
            return (
                .unsuitableServer,
                "the database \(database) does not exist at \(server) and could not be created: create it, or set "
                    + "DB_NAME to one that exists"
            )
        case "53300":
            return (
                .unavailable,
                "the database at \(server) has no connection left: close other programs that use it, or raise its "
                    + "max_connections"
            )
        case _ where isTooSlow:
            return (.unavailable, "the database took too long over its part: try again in a moment")
        case _ where isTransient:
            return (
                .unavailable,
                "the database at \(server) does not answer: is it running, and are DB_HOST and DB_PORT right?"
            )
        case "53100":
            return (.full, "the database's disk is full: make room, then try again")
        case "25006":
            return (.unsuitableServer, "the database is read-only: a standby cannot be written to")
        case "3F000":
            return (
                .unsuitableServer,
                "the database \(database) has no schema in which the user \(user) may create tables: create the first "
                    + "one that the user's search_path names"
            )
        case "42501":
            return (
                .unsuitableServer,
                "the user \(user) lacks rights in the database \(database): let it connect, create tables there, and "
                    + "use the schema of pgvector"
            )
        default:
            return (.failed, "the database could not do its part")
        }
    }
}

extension OpeningFault {
    fileprivate func explanation(_ settings: ConnectionSettings) -> (DatabaseFailure.Code, String) {
        let server = settings.server
        switch self {
        case .unknownHost:
            return (
                .unavailable,
                "the database's host is unknown, there is no address for \(server): check DB_HOST, or DATABASE_URL"
            )
        case .encryption:
            return (
                .unsuitableServer,
                "there is no TLS connection to the database at \(server): check sslmode, sslrootcert and sslcert in "
                    + "DATABASE_URL against what the server offers; LOG_LEVEL=debug shows the reason"
            )
        case .parameter("sslmode"):
            return (
                .unsuitableServer,
                "DATABASE_URL has an sslmode that there is not: it may be disable, allow, prefer, require, verify-ca or "
                    + "verify-full"
            )
        case .parameter(let name):
            return (
                .unsuitableServer,
                "the database's address has a value of \(name) that cannot be used: correct it in DATABASE_URL, or in "
                    + "DB_HOST and DB_PORT; LOG_LEVEL=debug shows the reason"
            )
        case .notPostgreSQL:
            return (
                .unsuitableServer,
                "what answers at \(server) is no PostgreSQL server: check DB_HOST and DB_PORT, or DATABASE_URL"
            )
        }
    }
}
