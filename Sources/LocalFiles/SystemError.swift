import Platform
import SystemPackage

/// What the operating system answered to a call on a file.
public struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
    private let code: Errno

    /// Takes the code that the last failed call of this thread left.
    init() { code = Errno(rawValue: errno) }

    init(_ code: Errno) { self.code = code }

    /// The disk, or this user's share of it, is full.
    public var isFull: Bool { code == .noSpace || code == .diskQuotaExceeded }

    /// What there is is not a folder.
    public static let notAFolder = SystemError(.notDirectory)

    /// What there is is a folder.
    public static let isAFolder = SystemError(.isDirectory)

    /// What there is is a pipe, a device or the like.
    public static let notAFile = SystemError(.invalidArgument)

    /// Nothing lies at the path.
    public var isGone: Bool { code == .noSuchFileOrDirectory || code == .notDirectory }

    /// Something lies at the path already.
    var isThere: Bool { code == .fileExists }

    /// A pipe or terminal has nothing to read yet.
    var isNotReady: Bool { code == .resourceTemporarilyUnavailable }

    /// Nothing can be reached by the path, whoever asks: it goes round in a circle of links, or is longer than paths may be.
    public var leadsNowhere: Bool { code == .tooManySymbolicLinkLevels || code == .fileNameTooLong }

    /// The system's own words, in lower case: "permission denied".
    public var description: String { code.description.lowercased() }
}

/// What a call of swift-system returns, whose functions throw an `Errno` without saying so.
func answer<Value>(_ call: () throws -> Value) throws(SystemError) -> Value {
    do { return try call() } catch { throw SystemError((error as? Errno) ?? .ioError) }
}
