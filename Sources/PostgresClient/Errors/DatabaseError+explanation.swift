/// What users are told, once, at the outermost call.
extension DatabaseError {
    /// What is wrong; the database's own words are its cause.
    package func failure(for settings: ConnectionSettings) -> DatabaseFailure {
        if isTransient, !isTooSlow, let known = settings.explanation?() { return known }
        let (code, text, remedy) = explanation(settings)
        return DatabaseFailure(code, text, remedy: remedy, cause: settings.redacted("\(state) \(message)"))
    }

    private func explanation(_ settings: ConnectionSettings) -> (DatabaseFailure.Code, String, DatabaseFailure.Remedy?)
    {
        let server = settings.server
        let user = settings.value("user") ?? ""
        let database = settings.value("dbname") ?? ""
        if let openingFault { return openingFault.explanation(settings) }
        switch state {
        case "28000":
            return (
                .unsuitableServer,
                "the database at \(server) does not let the user \(user) in from here", .access
            )
        case _ where isRefusal:
            return (
                .unsuitableServer,
                "the database at \(server) refuses the user \(user) or the password", .user
            )
        case _ where isMissingDatabase:
            return (
                .unsuitableServer,
                "the database \(database) does not exist at \(server) and could not be created", .name
            )
        case "53300":
            return (
                .unavailable,
                "the database at \(server) has no connection left: close other programs that use it, or raise its "
                    + "max_connections", nil
            )
        case _ where isTooSlow:
            return (.unavailable, "the database took too long over its part: try again in a moment", nil)
        case _ where isTransient:
            return (
                .unavailable,
                "the database at \(server) does not answer", .running
            )
        case "53100":
            return (.full, "the database's disk is full: make room, then try again", nil)
        case "25006":
            return (.unsuitableServer, "the database is read-only: a standby cannot be written to", nil)
        case "3F000":
            return (
                .unsuitableServer,
                "the database \(database) has no schema in which the user \(user) may create tables: create the first "
                    + "one that the user's search_path names", nil
            )
        case "42501":
            return (
                .unsuitableServer,
                "the user \(user) lacks rights in the database \(database): let it connect, create tables there, and "
                    + "use the schema of pgvector", nil
            )
        default:
            return (.failed, "the database could not do its part", nil)
        }
    }
}

extension OpeningFault {
    fileprivate func explanation(_ settings: ConnectionSettings) -> (
        DatabaseFailure.Code, String, DatabaseFailure.Remedy?
    ) {
        let server = settings.server
        switch self {
        case .unknownHost:
            return (
                .unavailable,
                "the database's host is unknown, there is no address for \(server)", .address
            )
        case .encryption:
            return (
                .unsuitableServer,
                "there is no TLS connection to the database at \(server)", .encryption
            )
        case .parameter("sslmode"):
            return (
                .unsuitableServer,
                "the database's address has an sslmode that there is not", .sslMode
            )
        case .parameter(let name):
            return (
                .unsuitableServer,
                "the database's address has a value of \(name) that cannot be used", .parameter
            )
        case .notPostgreSQL:
            return (
                .unsuitableServer,
                "what answers at \(server) is no PostgreSQL server", .address
            )
        }
    }
}
