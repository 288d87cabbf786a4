/// What is wrong with the database, in words for users.
///
/// `description` holds no SQL, path or secret; `debugDescription` adds what the database said.
public struct DatabaseFailure: Error, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The kinds of failures.
    package enum Code: Sendable {
        /// It cannot be reached now; try again.
        case unavailable
        /// Too much other work waits for it; try again.
        case overloaded
        /// The address, the server or the user's rights do not serve.
        case unsuitableServer
        /// No space is left.
        case full
        /// Anything else.
        case failed
    }

    /// What of the settings may have to be changed, whatever they are called.
    package enum Remedy: Sendable {
        case url, address, running, user, access, name, encryption, sslMode, parameter
    }

    /// The kind of failure.
    package let code: Code
    /// What is wrong.
    public let description: String
    /// What can be done about it; `nil` when nothing is to be set.
    package let remedy: Remedy?
    /// What the database or the system said; for logs only.
    package let cause: String

    package init(_ code: Code, _ description: String, remedy: Remedy? = nil, cause: String = "") {
        self.code = code
        self.remedy = remedy
        self.description = description
        self.cause = cause
    }

    /// The description with its cause; for logs only.
    public var debugDescription: String { cause.isEmpty ? description : "\(description) [\(cause)]" }
}
