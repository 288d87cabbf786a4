import ImageSearch
import Logging
import Platform
import Subprocess

/// The database's files on disk.
enum Cluster {
    /// Makes the cluster when there is none; a crash in the middle leaves only what the next call sweeps away, and an
    /// error or a cancellation leaves nothing.
    static func createIfMissing(in folder: DataFolder, _ binaries: Binaries, log: Logger) async throws {
        // Also what a crash left between the last two steps.
        try await FileTree.remove(folder.newCluster)
        guard !folder.hasCluster else { return }
        let owner = try ServerOwner.ofNewCluster(in: folder)
        do { try await create(in: folder, binaries, owner) } catch {
            // In a task of its own, which is not cancelled.
            await Task { try? await FileTree.remove(folder.newCluster) }.value
            throw error
        }
        if owner.isShared {
            log.warning("the database runs as the user nobody, whose other programs can read and change it")
        }
    }

    private static func create(in folder: DataFolder, _ binaries: Binaries, _ owner: ServerOwner) async throws {
        let maker = try owner.maker(in: folder)
        try make(folder.newCluster, 0o710, user: geteuid(), group: maker.group)
        try make(folder.newData, 0o700, user: maker.user, group: maker.group)
        let user = try await ServerUser.choose(program: binaries.server, data: folder.newData, in: folder)
        try await initialize(in: folder, user, binaries)
        if maker != owner { try await FileTree.give(folder.newData, from: maker.user, to: owner) }
        guard rename(folder.newData, folder.cluster) == 0 else {
            throw DataFolder.failure("cannot be written to", folder.newData)
        }
        rmdir(folder.newCluster)
        sync(folder.path)
    }

    private static func make(_ path: String, _ mode: mode_t, user: uid_t, group: gid_t) throws {
        guard mkdir(path, mode) == 0, chmod(path, mode) == 0 else {
            throw DataFolder.failure("cannot be written to", path)
        }
        guard geteuid() != 0 || chown(path, user, group) == 0 else {
            throw DataFolder.failure("cannot be given away", path)
        }
    }

    private static func initialize(in folder: DataFolder, _ user: ServerUser, _ binaries: Binaries) async throws {
        let log = ServerLog(folder: folder)
        let start = try log.length()
        // No locale: text sorts by bytes on every machine, and the server has no ICU. Who is let in is said at each
        // start of the server.
        let command = user.command([
            binaries.initdb, "-D", folder.newData, "-U", ServerRole.superuser, "--auth=trust", "--encoding=UTF8",
            "--no-locale", "--no-instructions",
        ])
        // Cancelled, it and its children end at once: what it has made is thrown away.
        let kill = TeardownStep.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
        let ended = try await Command.run(command, log: log, endingBy: [kill])
        await awaitSilence(log)
        try Task.checkCancellation()
        guard ended.status.isSuccess else {
            let text = (try? log.text(from: start)) ?? ""
            throw log.fullDisk(in: text)
                ?? StoreError(
                    .failed, "the embedded database could not be set up; its log says why", cause: text,
                    place: log.path)
        }
    }

    /// Waits for the programs that initdb started: one that was killed leaves them a moment to live.
    private static func awaitSilence(_ log: ServerLog) async {
        await Task {
            let deadline = ContinuousClock.now + .seconds(10)
            while log.isHeld, ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(5)) }
        }.value
    }

    /// Makes a rename survive a power cut.
    private static func sync(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}

/// Where PostgreSQL's programs are.
struct Binaries: Sendable {
    let folder: String

    var server: String { folder + "/postgres" }
    var initdb: String { folder + "/initdb" }
    var shell: String { folder + "/psql" }

    init(_ folder: String) throws {
        guard let absolute = realpath(folder + "/postgres", nil) else {
            throw StoreError(
                .failed,
                "the embedded database is not installed", hint: .install,
                cause: folder)
        }
        defer { free(absolute) }
        self.folder = String(String(cString: absolute).dropLast("/postgres".count))
    }
}
