import Platform
import SystemPackage

/// What the file system tells of a file without opening it.
public struct FileStatus: Sendable, Equatable {
    /// What lies at a path.
    public enum Kind: Sendable { case file, folder, link, special }

    /// What it is.
    public let kind: Kind
    /// Bytes.
    public let size: Int64
    /// Nanoseconds since 1970 at which the content was last changed; see ``nanoseconds(_:_:)`` for dates before 1677 and
    /// after 2262.
    public let modified: Int64
    /// The device and the number on it, which together tell one file from another.
    public let identity: Identity

    /// Tells a file from every other one on this machine, whatever its name.
    public struct Identity: Sendable, Hashable {
        private let device: UInt64
        private let number: UInt64

        fileprivate init(_ status: Stat) {
            device = UInt64(truncatingIfNeeded: status.deviceID.rawValue)
            number = UInt64(truncatingIfNeeded: status.inode.rawValue)
        }
    }

    /// Looks at a path; a link is followed unless told otherwise.
    public init(of path: String, followingLinks: Bool = true) throws(SystemError) {
        self.init(try answer { try Stat(path, followTargetSymlink: followingLinks) })
    }

    init(of descriptor: FileDescriptor) throws(SystemError) { self.init(try answer { try Stat(descriptor) }) }

    private init(_ status: Stat) {
        kind =
            switch status.type {
            case .regular: .file
            case .directory: .folder
            case .symbolicLink: .link
            default: .special
            }
        size = status.size
        modified = Self.nanoseconds(Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec))
        identity = Identity(status)
    }

    /// A time as nanoseconds since 1970.
    ///
    /// 64 bits hold those of 1677 to 2262, and a file may bear any date. One beyond lies within the first or the last
    /// three seconds of that range, at a place that another such date hardly ever has: it sorts as the early or late date
    /// that it is, and a change of it is noticed.
    static func nanoseconds(_ seconds: Int64, _ remainder: Int64) -> Int64 {
        let (product, isBeyond) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isBeyondInAll) = product.addingReportingOverflow(remainder)
        guard isBeyond || isBeyondInAll else { return sum }
        // Multiplied by 2^64 over the golden ratio, the highest bits depend on all of the date's.
        let place = Int64((UInt64(bitPattern: sum) &* 0x9e37_79b9_7f4a_7c15) >> 33)
        return seconds < 0 ? .min + place : .max - place
    }
}
