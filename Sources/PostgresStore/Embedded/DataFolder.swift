import ImageSearch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

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
            if mkdir(made, 0o755) != 0, errno != EEXIST, !DataFolder.isFolder(made) {
                throw DataFolder.failure("cannot be made", made)
            }
        }
        guard let absolute = realpath(path, nil) else { throw DataFolder.failure("cannot be used", path) }
        defer { free(absolute) }
        self.path = String(cString: absolute)
    }

    /// The folder that PostgreSQL calls its data directory.
    var cluster: String { path + "/cluster" }

    /// A cluster in the making, which becomes `cluster` in one step.
    var newCluster: String { path + "/cluster.new" }

    /// A whole cluster is there: it is renamed only when it is complete.
    var hasCluster: Bool { DataFolder.isFolder(cluster) }

    /// Opens one of this program's own files; a link in its place is not followed.
    func open(_ name: String, _ flags: Int32, mode: mode_t) throws -> Int32 {
        #if canImport(Glibc)
            let descriptor = Glibc.open("\(path)/\(name)", flags | O_CLOEXEC | O_NOFOLLOW, mode)
        #elseif canImport(Musl)
            let descriptor = Musl.open("\(path)/\(name)", flags | O_CLOEXEC | O_NOFOLLOW, mode)
        #else
            let descriptor = Darwin.open("\(path)/\(name)", flags | O_CLOEXEC | O_NOFOLLOW, mode)
        #endif
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

    static func failure(_ what: String, _ path: String) -> StoreError {
        let reason = String(cString: strerror(errno))
        return StoreError(
            errno == ENOSPC ? .full : .failed, "the database's folder \(what): \(reason)", cause: path)
    }
}
