import ImageSearch
import Logging

/// Keeps a server running on a folder for as long as its task runs.
struct Supervisor: Sendable {
    let folder: DataFolder
    let binaries: Binaries
    let use: EmbeddedServer.Use
    let log: Logger

    /// Returns when its task is cancelled and the server has stopped.
    ///
    /// - Parameter isReady: called, when connections are taken for the first time, or a few times.
    /// - Throws: ``ImageSearch/StoreError`` when the folder is in use or the first start fails.
    func run(_ isReady: @escaping @Sendable () -> Void) async throws {
        while !Task.isCancelled {
            if let lock = try FolderLock(folder) {
                do { try await serve(lock, isReady) } catch {
                    await sweep()
                    throw error
                }
                return await sweep()
            }
            if use == .own { throw inUse() }
            // Another program's server. Should that program end, its lock is free, and the server is run from here.
            if PostmasterFile(folder)?.isReady == true { isReady() }
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
        try await Cluster.createIfMissing(in: folder, binaries)
        try await serveOnce(isReady)
        var pause = Duration.milliseconds(100)
        while !Task.isCancelled {
            log.warning("the database ended unexpectedly and is started again")
            do {
                try await Leftovers(folder: folder).clear()
                try await serveOnce {}
                pause = .milliseconds(100)
            } catch let error as StoreError {
                log.error("\(error)", metadata: ["cause": "\(error.cause)"])
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(30))
            }
        }
    }

    /// One run of the server, from its start to its end.
    private func serveOnce(_ isReady: () -> Void) async throws {
        let postmaster = try await Postmaster(folder, binaries)
        do { try await postmaster.awaitReadiness(log) } catch {
            await postmaster.stopAndWait()
            throw error
        }
        isReady()
        await postmaster.end()
    }

    private func inUse() -> StoreError {
        let owner = FolderLock.owner(folder).map { " (process \($0))" } ?? ""
        return StoreError(
            .alreadyInUse,
            "another imagesearch\(owner) is using the data folder: stop it first, or give this one a folder of its own")
    }
}
