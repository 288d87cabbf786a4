import ImageSearch

/// What a server must offer, and what of it is better left alone.
struct ServerRequirements {
    /// 14 is the oldest release that its makers still looked after when this was written.
    static let oldestServer = 140_000
    /// Half-precision vectors came with 0.7, iterative scans of graphs with 0.8.
    static let oldestExtension = ExtensionVersion("0.8.0")
    /// 0.8.2 to 0.8.4 repair builds of graphs that crash, corrupt or break them.
    static let soundIndexes = ExtensionVersion("0.8.4")

    /// Refuses a server that is too old.
    static func check(server version: Int) throws(StoreError) {
        guard version < oldestServer else { return }
        throw StoreError(
            .unsuitableServer, "PostgreSQL \(version / 10_000) is too old: version 14 or later is needed")
    }

    /// Refuses a database in which the name of a file may not be written.
    ///
    /// SQL_ASCII keeps bytes as they are, and all of ours are UTF-8.
    static func check(encoding: String, of database: String) throws(StoreError) {
        guard !["UTF8", "SQL_ASCII"].contains(encoding) else { return }
        throw StoreError(
            .unsuitableServer,
            "the database \(database) has the encoding \(encoding), which cannot hold the names of all files",
            hint: .databaseEncoding)
    }

    /// Refuses a server without pgvector, or with one that is too old.
    ///
    /// - Parameters:
    ///   - installed: the version in this database, once CREATE EXTENSION was tried.
    ///   - available: the version that the server could install.
    /// - Returns: whether builds of indexes can be trusted. Versions in which they cannot are not refused, since hosted
    ///   servers lag behind: exact search is right in all of them, only slower.
    /// - Throws: what is missing and what to run.
    static func check(installed: String?, available: String?) throws(StoreError) -> Bool {
        guard let installed else {
            throw StoreError(
                .unsuitableServer,
                available == nil
                    ? "the server lacks the extension pgvector: install it there (Debian: postgresql-NN-pgvector)"
                    : "the extension pgvector is not enabled and this user may not enable it: "
                        + "let a superuser run CREATE EXTENSION vector; in this database")
        }
        let version = ExtensionVersion(installed)
        guard version >= oldestExtension else {
            throw StoreError(
                .unsuitableServer,
                "pgvector \(installed) is too old: 0.8.0 or later is needed, 0.8.4 is better; install it, then run "
                    + "ALTER EXTENSION vector UPDATE; in this database")
        }
        return version >= soundIndexes
    }
}

/// A version of numbers between dots.
struct ExtensionVersion: Comparable {
    private let numbers: [Int]

    init(_ text: String) { numbers = text.split(separator: ".").map { Int($0) ?? 0 } }

    static func < (one: ExtensionVersion, other: ExtensionVersion) -> Bool {
        one.numbers.lexicographicallyPrecedes(other.numbers)
    }
}
