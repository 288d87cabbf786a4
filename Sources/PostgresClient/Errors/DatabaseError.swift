/// What the server or libpq answered instead of rows.
package struct DatabaseError: Error {
    /// PostgreSQL's five-character code; empty when the connection broke or did not come about.
    package let state: String
    /// Its text: for logs, never for users.
    package let message: String
    /// Why a connection did not come about, when trying again will not help.
    let openingFault: OpeningFault?

    package init(state: String = "", message: String) {
        self.state = state
        self.message = message
        openingFault = nil
    }

    /// A connection that did not come about.
    ///
    /// Pools of connections answer with the code of a broken protocol, whatever it is about: then the text decides.
    init(opening message: String, state: String) {
        self.message = message
        let isPools = state == "08P01"
        if isPools, message.contains("no such database") {
            self.state = "3D000"
        } else if isPools, ["no such user", "auth"].contains(where: message.contains) {
            self.state = "28P01"
        } else {
            self.state = state
        }
        openingFault = state.isEmpty ? OpeningFault(message) : nil
    }

    /// The user has no way in: another try gives the same answer.
    var isRefusal: Bool { state.hasPrefix("28") }

    /// The database named in the settings does not exist.
    package var isMissingDatabase: Bool { state == "3D000" }

    /// The server stopped a statement that took too long: it is alive.
    var isTooSlow: Bool { state == "57014" }

    /// A name was given to a statement that has it already.
    var isRepeatedPreparation: Bool { state == "42P05" }

    /// The server's prepared statements are not those that were believed to be there.
    var isLostPreparation: Bool { isRepeatedPreparation || state == "26000" }

    /// The same work may succeed when it is tried again; all the work of this target may be repeated.
    package var isTransient: Bool {
        guard openingFault == nil else { return false }
        // Broken connection, connection exceptions, shutting down or starting up, too many connections, a lost race.
        return state.isEmpty || state.hasPrefix("08")
            || ["57P01", "57P02", "57P03", "53300", "40001", "40P01"].contains(state)
    }

    /// Another host of a list may do what this one did not.
    var mayDifferElsewhere: Bool { isTransient || openingFault == .unknownHost }
}
