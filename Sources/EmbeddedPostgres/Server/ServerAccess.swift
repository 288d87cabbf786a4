import ImageSearch
import Platform
import PostgresClient

/// A way to the server's socket, however long the path of its folder is.
struct ServerAccess: ~Copyable {
    /// What fits into a socket's address, on every system, beside the socket's own name.
    private static let longestPath = 103 - "/.s.PGSQL.5432".utf8.count

    private let descriptor: Int32
    private let path: String
    private let folder: DataFolder

    init(_ folder: DataFolder) throws {
        self.folder = folder
        descriptor = open(folder.cluster, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DataFolder.failure("cannot be opened", folder.cluster) }
        path = folder.cluster
    }

    deinit { close(descriptor) }

    /// Lends the superuser's settings; with a long path they hold only in this process, and only in the closure.
    func withSettings<R>(
        database: String, _ body: (ConnectionSettings) async throws -> R
    ) async throws -> R {
        var host = path
        if path.utf8.count > ServerAccess.longestPath {
            #if os(Linux)
                host = "/proc/self/fd/\(descriptor)"
            #else
                throw StoreError(
                    .failed, "the data folder's path is too long for a database socket: move the project higher up",
                    cause: path)
            #endif
        }
        let settings = ConnectionSettings(host: host, database: database, user: ServerRole.superuser)
        // No password is ever asked for; libpq would look for one in the user's ~/.pgpass and complain about its mode.
        return try await body(
            settings.withDefault("passfile", "/dev/null/none").explaining { [folder] in
                folder.isFull ? DataFolder.fullDisk(folder.path) : nil
            })
    }
}
