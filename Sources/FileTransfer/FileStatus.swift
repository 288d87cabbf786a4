#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What the file system tells of a file without opening it.
public struct FileStatus: Sendable, Equatable {
    /// What lies at a path.
    public enum Kind: Sendable { case file, folder, link, special }

    /// What it is.
    public let kind: Kind
    /// Bytes.
    public let size: Int64
    /// Nanoseconds since 1970 at which the content was last changed.
    public let modified: Int64
    /// The device and the number on it, which together tell one file from another.
    public let identity: Identity

    /// Tells a file from every other one on this machine, whatever its name.
    public struct Identity: Sendable, Hashable {
        private let device: UInt64
        private let number: UInt64

        fileprivate init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            number = UInt64(truncatingIfNeeded: status.st_ino)
        }
    }

    /// Looks at a path; a link is followed unless told otherwise.
    public init(of path: String, followingLinks: Bool = true) throws(SystemError) {
        var status = stat()
        let result = followingLinks ? stat(path, &status) : lstat(path, &status)
        guard result == 0 else { throw SystemError() }
        self.init(status)
    }

    init(of descriptor: Int32) throws(SystemError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemError() }
        self.init(status)
    }

    private init(_ status: stat) {
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .special
            }
        size = Int64(status.st_size)
        modified = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        identity = Identity(status)
    }
}
