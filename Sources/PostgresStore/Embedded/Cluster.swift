import ImageSearch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The database's files on disk.
enum Cluster {
    /// Makes the cluster when there is none; a crash in the middle leaves only what the next call sweeps away.
    static func createIfMissing(in folder: DataFolder, _ binaries: Binaries) async throws {
        guard !folder.hasCluster else { return }
        let new = folder.newCluster
        _ = try await Command.run(["rm", "-rf", new])
        guard mkdir(new, 0o700) == 0 else { throw DataFolder.failure("cannot be written to", new) }
        let owner = try ServerUser.ownerOfNewCluster(in: folder)
        guard chown(new, owner.user, owner.group) == 0 else { throw DataFolder.failure("cannot be given away", new) }
        let user = try await ServerUser.choose(program: binaries.server, data: new)
        // No locale: text sorts by bytes on every machine, and the server has no ICU. Whoever reaches the socket is
        // trusted, since only the folder's owner and root reach it.
        let result = try await Command.run(
            user.command([
                binaries.initdb, "-D", new, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale",
                "--no-instructions",
            ]))
        guard result.status == 0 else { throw failure(result.output) }
        guard rename(new, folder.cluster) == 0 else { throw DataFolder.failure("cannot be written to", new) }
        sync(folder.path)
    }

    /// Makes a rename survive a power cut.
    private static func sync(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func failure(_ output: String) -> StoreError {
        output.contains("No space left on device")
            ? StoreError(.full, "the database's disk is full: make room, then try again", cause: output)
            : StoreError(.failed, "the embedded database could not be set up", cause: output)
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
                "the embedded database is not installed: run make setup, or set DB_HOST to a server of your own",
                cause: folder)
        }
        defer { free(absolute) }
        self.folder = String(String(cString: absolute).dropLast("/postgres".count))
    }
}
