import ImageSearch
import Logging
import Platform
import Subprocess

/// One run of the server, from its start to its end.
struct Postmaster {
    /// Fast shutdown, then, should it hang, an immediate one, which the next start recovers from.
    private static let shutdown: [TeardownStep] = [
        .send(signal: .interrupt, allowedDurationToNextStep: .seconds(15)),
        .send(signal: .quit, allowedDurationToNextStep: .seconds(5)),
    ]

    private let folder: DataFolder
    private let command: [String]
    private let log: ServerLog
    /// Where in the log this run begins.
    private let logStart: Int

    /// A server on a cluster that nobody uses.
    init(_ folder: DataFolder, _ binaries: Binaries) async throws {
        let user = try await ServerUser.choose(program: binaries.server, data: folder.cluster, in: folder)
        self.folder = folder
        log = ServerLog(folder: folder)
        try log.trim()
        try ServerRules.write(in: folder, owner: user.user)
        logStart = try log.length()
        command = user.command([binaries.server, "-D", folder.cluster] + ServerParameters.arguments(folder))
    }

    /// Runs it to its end; the end of the task is its end too: open work is rolled back, what is stored is safe.
    ///
    /// - Parameters:
    ///   - logger: hears of a recovery that takes long.
    ///   - isReady: called when it takes connections.
    /// - Throws: ``ImageSearch/StoreError`` when it does not start, `CancellationError` when the task ends before it has.
    func run(_ logger: Logger, _ isReady: () -> Void) async throws {
        _ = try await Command.run(command, log: log, endingBy: Self.shutdown) { process in
            try await awaitReadiness(of: process, logger)
            isReady()
        }
    }

    /// Waits until it takes connections, however long it repairs what a crash left.
    private func awaitReadiness(of process: pid_t, _ logger: Logger) async throws {
        let start = ContinuousClock.now
        var isTold = false
        while true {
            if Command.hasEnded(process) { throw try failure() }
            if let file = PostmasterFile(folder), file.process == process, file.isReady { return }
            if !isTold, ContinuousClock.now - start > .seconds(5) {
                isTold = true
                logger.info("the database is recovering from a crash")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private func failure() throws -> StoreError {
        let text = try log.text(from: logStart)
        let cause = "\(text.split(separator: "\n").last { $0.contains("FATAL") } ?? "") (log: \(log.path))"
        if let full = log.fullDisk(in: text) { return full }
        if text.contains("incompatible with server") {
            let version = folder.read("cluster/PG_VERSION").map { $0.split(separator: "\n").joined() } ?? "?"
            return StoreError(
                .unsuitableServer,
                "the data folder was made by PostgreSQL \(version), which this program does not carry: use the program "
                    + "that made it, or move the folder data/postgres away and index again", cause: cause)
        }
        return StoreError(
            .failed, "the embedded database did not start; its log says why", cause: cause, place: log.path)
    }
}
