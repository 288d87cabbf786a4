import LocalFiles
import Scheduling
import Transfers

/// Brings a repository's model into a folder.
struct ModelDownload: Sendable {
    let hub: HubClient
    let repository: String
    let folder: String
    let backoff: Backoff
    let limits: DownloadLimits
    let threads: BlockingThreads
    let report: @Sendable (ModelProgress) -> Void

    /// Downloads what is missing; two programs that do so at the same time take turns.
    ///
    /// - Throws: ``ModelHubError``; `CancellationError`.
    func callAsFunction() async throws -> ModelFolder {
        do {
            let lock = try await holdLock()
            defer { lock.release() }
            let planned = try await plan()
            try await download(planned)
            return planned
        } catch {
            throw described(error)
        }
    }

    private func download(_ planned: ModelFolder) async throws {
        guard let manifest = planned.manifest else { return }
        let missing = try await threads.run { planned.missing }
        let meter = ProgressMeter(total: total(of: missing), report: report)
        var room = limits.mostBytes
        for file in missing {
            let download = FileDownload(
                hub: hub, manifest: manifest, file: file, folder: planned, backoff: backoff, threads: threads,
                meter: meter)
            room -= try await download(upTo: room)
        }
    }

    /// What the folder is to hold: as planned by an earlier download, or by the newest commit.
    private func plan() async throws -> ModelFolder {
        let found = try await threads.run { [folder] in ModelFolder(folder) }
        if found.manifest != nil || found.isComplete {
            try await check(found)
            return found
        }
        let described = try await retrying(backoff) { try await hub.repository(repository) }
        let names = described.siblings.map(\.rfilename)
        guard let layout = PackageLayout.complete(where: Set(names).contains) else {
            throw ModelHubError(
                .unsuitable,
                "\(repository) holds no model that can be read: a package holds \(PackageLayout.choices)")
        }
        var files: [ModelManifest.File] = []
        for name in layout.needed(of: names) {
            files.append(
                try await retrying(backoff) {
                    try await hub.describe(name, of: repository, at: described.sha)
                })
        }
        let manifest = ModelManifest(repository: repository, revision: described.sha, files: files)
        try limits.check(files, received: 0, of: repository, in: folder)
        return try await threads.run { [folder] in
            try manifest.write(in: folder)
            return ModelFolder(folder)
        }
    }

    /// That there is room for what an earlier download left to do.
    private func check(_ planned: ModelFolder) async throws {
        try await threads.run { [limits, repository, folder] in
            let missing = planned.missing
            let parts = missing.map { FileDownload.part(of: $0, in: planned) }
            let received = parts.compactMap { try? FileStatus(of: $0, followingLinks: false).size }.reduce(0, +)
            try limits.check(missing, received: received, of: repository, in: folder)
        }
    }

    /// The bytes of all files together; `nil` when one is not told, or when they are more than can be.
    private func total(of files: [ModelManifest.File]) -> Int64? {
        var total: Int64 = 0
        for file in files {
            guard let size = file.size, case (let sum, false) = total.addingReportingOverflow(size) else { return nil }
            total = sum
        }
        return total
    }

    private func holdLock() async throws -> FileLock {
        let lock = try await threads.run { [folder] in
            try makeFolder(folder)
            return try FileLock(folder + "/.lock")
        }
        while try await !threads.run({ try lock.tryTake() }) { try await Task.sleep(for: .milliseconds(200)) }
        return lock
    }
}
