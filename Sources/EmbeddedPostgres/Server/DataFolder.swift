import ImageSearch
import Platform
import PostgresClient
import PostgresErrors

/// The embedded server's files: `lock` and `server.log`, which are this program's, and the `cluster`, which is the
/// server's.
struct DataFolder: Sendable {
    /// The absolute path.
    let path: String

    /// Makes the folder when there is none.
    init(_ path: String) throws {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += (made.isEmpty || made == "/" ? "" : "/") + part
            guard mkdir(made, 0o755) != 0 else { continue }
            let failure = DataFolder.failure("cannot be made", made)  // before another call changes the reason
            guard DataFolder.isFolder(made) else { throw failure }
        }
        guard let absolute = realpath(path, nil) else { throw DataFolder.failure("cannot be used", path) }
        defer { free(absolute) }
        self.path = String(cString: absolute)
    }

    /// The folder that PostgreSQL calls its data directory.
    var cluster: String { path + "/cluster" }

    /// What is needed while a cluster is made: nobody but its maker may enter.
    var newCluster: String { path + "/cluster.new" }

    /// A cluster in the making, which becomes `cluster` in one step.
    var newData: String { newCluster + "/data" }

    /// A whole cluster is there: it is renamed only when it is complete.
    var hasCluster: Bool { DataFolder.isFolder(cluster) }

    /// Opens one of this program's own files; a link in its place is not followed.
    func open(_ name: String, _ flags: Int32, mode: mode_t) throws -> Int32 {
        let descriptor = Platform.open("\(path)/\(name)", flags | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw DataFolder.failure("cannot be written to", "\(path)/\(name)") }
        // What root makes in a user's folder is the user's, who may be the next to run the program.
        if geteuid() == 0, flags & O_CREAT != 0, let owner = DataFolder.owner(of: path) {
            fchown(descriptor, owner.user, owner.group)
        }
        return descriptor
    }

    /// The text of a small file.
    func read(_ name: String) -> String? {
        guard let descriptor = try? open(name, O_RDONLY, mode: 0) else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// The user that a file belongs to.
    static func owner(of path: String) -> (user: uid_t, group: gid_t)? {
        var status = stat()
        return stat(path, &status) == 0 ? (status.st_uid, status.st_gid) : nil
    }

    /// The number that tells a folder from every other one on its disk.
    static func identity(of path: String) -> String {
        var status = stat()
        return stat(path, &status) == 0 ? "\(status.st_dev)-\(status.st_ino)" : ""
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Writes one of this program's own files anew, for everyone to read.
    func write(_ text: String, to name: String) throws {
        let descriptor = try open(name, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
        defer { close(descriptor) }
        fchmod(descriptor, 0o644)  // whatever the user's mask: the server may be another user
        let bytes = Array(text.utf8)
        guard sendAll(bytes, to: descriptor) else { throw DataFolder.failure("cannot be written to", path) }
    }

    private func sendAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let rest = bytes[sent...]
            let count = rest.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(sent)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// The disk has no room for the next piece of the server's journal, or this user may write no more.
    ///
    /// Asked once something has failed; the server itself may be too full of trouble to say why.
    var isFull: Bool {
        var status = statvfs()
        let journalPiece: UInt64 = 16 << 20
        if statvfs(path, &status) == 0, UInt64(status.f_bavail) * UInt64(status.f_frsize) < journalPiece { return true }
        let name = ".probe-\(getpid())"
        guard let descriptor = try? open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600) else { return false }
        defer { close(descriptor) }
        unlink("\(path)/\(name)")
        return !sendAll([UInt8](repeating: 0, count: 65_536), to: descriptor) && DataFolder.isFull(errno)
    }

    private static func isFull(_ reason: Int32) -> Bool { reason == ENOSPC || reason == EDQUOT }

    static func failure(_ what: String, _ path: String) -> StoreError {
        let reason = errno
        guard !isFull(reason) else { return full(path) }
        return StoreError(
            .failed, "the database's folder \(what): \(String(cString: strerror(reason)))", hint: .dataFolder,
            cause: path, place: path)
    }

    static func full(_ cause: String) -> StoreError { StoreError(fullDisk(cause)) }

    static func fullDisk(_ cause: String) -> DatabaseFailure {
        DatabaseFailure(.full, "the database's disk is full: make room, then try again", cause: cause)
    }

    static func missing(_ error: SpawnError) -> StoreError {
        StoreError(
            .failed, "the embedded database's programs cannot be run", hint: .reinstall,
            cause: "\(error.program): \(error.reason)")
    }
}
