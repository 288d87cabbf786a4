import ImageSearch

/// What the server or libpq answered instead of rows.
struct DatabaseError: Error {
    /// PostgreSQL's five-character code; empty when the connection broke.
    let state: String
    /// Its text: for logs, never for users.
    let message: String

    init(state: String = "", message: String) {
        self.state = state
        self.message = message
    }

    /// The user has no way in: another try gives the same answer.
    var isRefusal: Bool { state.hasPrefix("28") }

    /// The database named in the settings does not exist.
    var isMissingDatabase: Bool { state == "3D000" }

    /// The same work may succeed when it is tried again; all the work of this target may be repeated.
    var isTransient: Bool {
        // Broken connection, connection exceptions, shutting down or starting up, too many connections, a lost race.
        state.isEmpty || state.hasPrefix("08")
            || ["57P01", "57P02", "57P03", "53300", "40001", "40P01"].contains(state)
    }

    /// What users are told, once, at the outermost call.
    func storeError(for settings: ConnectionSettings) -> StoreError {
        let cause = settings.redacted("\(state) \(message)")
        return switch state {
        case _ where isRefusal:
            StoreError(
                .unsuitableServer,
                "the database at \(settings.server) refuses the user \(settings.value("user") ?? "") or the password: "
                    + "check DB_USER and DB_PASSWORD, or DATABASE_URL", cause: cause)
        case _ where isMissingDatabase:
            StoreError(
                .unsuitableServer,
                "the database \(settings.value("dbname") ?? "") does not exist at \(settings.server) and could not be "
                    + "created: create it, or set DB_NAME to one that exists", cause: cause)
        case _ where isTransient:
            StoreError(
                .unavailable,
                "the database at \(settings.server) does not answer: is it running, and are DB_HOST and DB_PORT right?",
                cause: cause)
        case "53100":
            StoreError(.full, "the database's disk is full: make room, then try again", cause: cause)
        case "25006":
            StoreError(.unsuitableServer, "the database is read-only: a standby cannot be written to", cause: cause)
        case "42501":
            StoreError(
                .unsuitableServer,
                "the user \(settings.value("user") ?? "") lacks rights in the database "
                    + "\(settings.value("dbname") ?? ""): let it create tables there", cause: cause)
        default:
            StoreError(.failed, "the database could not do its part", cause: cause)
        }
    }
}
