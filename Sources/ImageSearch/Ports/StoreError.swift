/// A store that cannot do what was asked.
///
/// `description` is safe to show to anyone; `debugDescription` adds what the database said.
public struct StoreError: HintedError, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The kinds of faults.
    public struct Code: Sendable, Hashable {
        private enum Kind { case unavailable, overloaded, otherModel, unsuitableServer, alreadyInUse, full, failed }
        private let kind: Kind

        /// The database cannot be reached now; try again.
        public static let unavailable = Code(kind: .unavailable)
        /// Too many others are waiting, or this one waited too long; try again.
        public static let overloaded = Code(kind: .overloaded)
        /// The database holds another model's vectors.
        public static let otherModel = Code(kind: .otherModel)
        /// The server, its version or its extension does not serve.
        public static let unsuitableServer = Code(kind: .unsuitableServer)
        /// Another program uses the same data folder.
        public static let alreadyInUse = Code(kind: .alreadyInUse)
        /// No space is left.
        public static let full = Code(kind: .full)
        /// Anything else.
        public static let failed = Code(kind: .failed)
    }

    /// The kind of fault.
    public let code: Code
    /// What is wrong, without path, SQL or secret.
    public let description: String
    /// What can be done about it.
    public let hint: Hint?
    /// What the database or the system said; for logs only.
    public let cause: String
    /// The file or folder that the description speaks of, such as a log; for people at this machine only.
    public let place: String?

    /// Names a fault.
    public init(
        _ code: Code, _ description: String, hint: Hint? = nil, cause: String = "", place: String? = nil
    ) {
        self.code = code
        self.hint = hint
        self.description = description
        self.cause = cause
        self.place = place
    }

    /// The description with the place that it speaks of: for the terminal and for logs, never for clients.
    public var local: String { place.map { "\(description): \($0)" } ?? description }

    /// The description with its cause; for logs only.
    public var debugDescription: String { cause.isEmpty ? description : "\(description) [\(cause)]" }
}
