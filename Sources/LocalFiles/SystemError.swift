import Platform

/// What the operating system answered to a call on a file.
public struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
    private let code: Int32

    /// Takes the code that the last failed call of this thread left.
    init() { code = errno }

    init(_ code: Int32) { self.code = code }

    /// The disk, or this user's share of it, is full.
    public var isFull: Bool { code == ENOSPC || code == EDQUOT }

    /// What there is is not a folder.
    public static let notAFolder = SystemError(ENOTDIR)

    /// What there is is a folder.
    public static let isAFolder = SystemError(EISDIR)

    /// What there is is a pipe, a device or the like.
    public static let notAFile = SystemError(EINVAL)

    /// Nothing lies at the path.
    public var isGone: Bool { code == ENOENT || code == ENOTDIR }

    /// Nothing can be reached by the path, whoever asks: it goes round in a circle of links, or is longer than paths may be.
    public var leadsNowhere: Bool { code == ELOOP || code == ENAMETOOLONG }

    /// The system's own words, in lower case: "permission denied".
    public var description: String { String(cString: strerror(code)).lowercased() }
}
