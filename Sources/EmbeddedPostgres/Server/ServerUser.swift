import ImageSearch
import Platform

/// How programs are run as the user that the server's files belong to.
struct ServerUser: Sendable {
    let user: uid_t
    let group: gid_t
    /// What stands before a command so that it runs as this user; empty when it already does.
    private let prefix: [String]

    private init(user: uid_t, group: gid_t, prefix: [String] = []) {
        self.user = user
        self.group = group
        self.prefix = prefix
    }

    /// A command line for this user.
    func command(_ command: [String]) -> [String] { prefix + command }

    /// Finds whom to run as, so that the programs and the data can be reached.
    ///
    /// - Parameters:
    ///   - program: PostgreSQL's server program.
    ///   - data: a folder that belongs to the user.
    ///   - folder: where the log is.
    /// - Returns: the user whose rights are just enough.
    /// - Throws: ``ImageSearch/StoreError`` when there is none.
    static func choose(program: String, data: String, in folder: DataFolder) async throws -> ServerUser {
        guard let owner = DataFolder.owner(of: data) else { throw DataFolder.failure("cannot be read", data) }
        guard geteuid() == 0 else {
            guard owner.user == geteuid() else { throw foreign(data) }
            return ServerUser(user: owner.user, group: owner.group)
        }
        guard owner.user != 0 else { throw foreign(data) }
        // A project may lie where only root can enter, /root/project for one: no other user can pass through. Then the
        // server keeps the one capability that lets it, and of these the least that works: first searching folders
        // and reading, which is all that is needed when the files themselves are open to all, then the stronger one,
        // which is all that containers have. That the server could then read other users' files matters little: only
        // root, and the server's user, who is locked out of the folder as before, could ask it to.
        for capability in [nil, "dac_read_search", "dac_override"] {
            let candidate = ServerUser(
                user: owner.user, group: owner.group, prefix: setpriv(owner.user, owner.group, capability))
            let test = candidate.command(["test", "-x", program, "-a", "-w", data])
            if try await Command.succeeds(test, log: ServerLog(folder: folder)) { return candidate }
        }
        throw refusal(folder)
    }

    private static func setpriv(_ user: uid_t, _ group: gid_t, _ capability: String?) -> [String] {
        let kept = capability.map { ",+" + $0 } ?? ""
        var command = ["setpriv", "--reuid=\(user)", "--regid=\(group)", "--clear-groups", "--no-new-privs"]
        command += ["--inh-caps=-all\(kept)", "--ambient-caps=-all\(kept)", "--bounding-set=-all\(kept)"]
        // PostgreSQL asks access(2), which ignores the capabilities of a user who is not root unless told otherwise.
        if capability != nil { command.append("--securebits=+no_setuid_fixup") }
        return command
    }

    private static func foreign(_ data: String) -> StoreError {
        StoreError(
            .failed,
            "the embedded database's files belong to another user: run the program as that user or as root, or move "
                + "the folder data/postgres away and index again", cause: data)
    }

    static func refusal(_ folder: DataFolder) -> StoreError {
        StoreError(
            .failed,
            "the embedded database cannot run as root, nor change to another user here",
            hint: .ordinaryUser, cause: folder.path,
            place: ServerLog(folder: folder).path)
    }
}
