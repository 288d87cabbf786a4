import ImageSearch
import Logging

/// Keeps a server running on a folder for as long as its task runs.
struct Supervisor: Sendable {
    let folder: DataFolder
    let binaries: Binaries
    let use: EmbeddedServer.Use
    /// A cluster is made when there is none.
    let createsCluster: Bool
    /// How long an owner waits for one that shares to end.
    let takeoverTimeout: Duration
    let log: Logger

    /// Returns when its task is cancelled and the server has stopped.
    ///
    /// - Parameter isReady: called, when connections are taken for the first time, or a few times.
    /// - Throws: ``ImageSearch/StoreError`` when the folder is in use or the first start fails.
    func run(_ isReady: @escaping @Sendable () -> Void) async throws {
        var deadline: ContinuousClock.Instant?
        while !Task.isCancelled {
            if let lock = try FolderLock(folder, for: use) {
                do { try await serve(lock, isReady) } catch {
                    await sweep()
                    throw error
                }
                return await sweep()
            }
            if use == .own { try wait(until: &deadline) }
            // Another program's server. Should that program end, its lock is free, and the server is run from here.
            if use == .share, PostmasterFile(folder)?.isReady == true { isReady() }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Leaves no process behind, though the task is cancelled: a server that died just now may have children left.
    private func sweep() async {
        let leftovers = Leftovers(folder: folder)
        let result = await Task { try await leftovers.clear() }.result
        if case .failure(let error) = result { log.warning("the database's last processes did not end: \(error)") }
    }

    private func serve(_ lock: borrowing FolderLock, _ isReady: () -> Void) async throws {
        try await Leftovers(folder: folder).clear()
        if createsCluster {
            try await Cluster.createIfMissing(in: folder, binaries, log: log)
        } else if !folder.hasCluster {
            throw DatabaseShell.missing
        }
        try await ServerOwner.takeOver(folder)
        try await serveOnce(isReady)
        var pause = Duration.milliseconds(100)
        while !Task.isCancelled {
            log.warning(
                "the database ended unexpectedly and is started again; its log is \(ServerLog(folder: folder).path)")
            do {
                try await Leftovers(folder: folder).clear()
                try await serveOnce {}
                pause = .milliseconds(100)
            } catch let error as StoreError {
                log.error("\(error.local)", metadata: ["cause": "\(error.cause)"])
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(30))
            }
        }
    }

    /// One run of the server, from its start to its end.
    private func serveOnce(_ isReady: () -> Void) async throws {
        try await Postmaster(folder, binaries).run(log, isReady)
    }

    /// Gives a program that only shares the server, a search for one, time to end.
    private func wait(until deadline: inout ContinuousClock.Instant?) throws {
        let owner = FolderLock.owner(folder)
        let name = "another imagesearch" + (owner.map { " (process \($0.process))" } ?? "")
        guard owner?.use != .own, ContinuousClock.now < deadline ?? .now + takeoverTimeout else {
            throw StoreError(
                .alreadyInUse,
                "\(name) is using the data folder: stop it first, or give this one a folder of its own")
        }
        guard deadline == nil else { return }
        deadline = .now + takeoverTimeout
        log.info("\(name) is using the data folder: waiting up to \(takeoverTimeout.components.seconds) seconds")
    }
}
