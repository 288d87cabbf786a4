/// A program of PostgreSQL's or the system's that is run with its output in the server's log.
enum Command {
    /// What programs see of this one's environment: nothing but where to find others, and one language and time zone.
    static let environment = ["PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C", "TZ=UTC"]

    /// Starts a program that holds the log for as long as it, or a child of it, lives.
    static func start(_ command: [String], log: ServerLog) throws -> ChildProcess {
        try log.withHeldDescriptor { descriptor in
            do { return try ChildProcess(command, environment: environment, .file(descriptor)) } catch let error
                as SpawnError
            {
                throw DataFolder.missing(error)
            }
        }
    }

    /// Runs a program that ends soon and prints little.
    static func succeeds(_ command: [String], log: ServerLog) async throws -> Bool {
        try await start(command, log: log).end() == 0
    }
}
