public import ImageSearch

/// A model that cannot be had.
public struct ModelHubError: HintedError, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of faults.
    public struct Code: Sendable, Hashable {
        private enum Kind { case unknownName, unreachable, refused, unsuitable, damaged, full, failed }
        private let kind: Kind

        /// The name is no folder, no known name and no repository.
        public static let unknownName = Code(kind: .unknownName)
        /// The hub does not answer.
        public static let unreachable = Code(kind: .unreachable)
        /// The hub answers that this must not be had, or not now.
        public static let refused = Code(kind: .refused)
        /// The repository holds no model in a layout that is read.
        public static let unsuitable = Code(kind: .unsuitable)
        /// What arrived is not what the hub promised.
        public static let damaged = Code(kind: .damaged)
        /// No space is left.
        public static let full = Code(kind: .full)
        /// The folder cannot be written, or something else went wrong.
        public static let failed = Code(kind: .failed)
    }

    /// The kind of fault.
    public let code: Code
    /// One line for the user: what is wrong, without a token.
    public let description: String
    /// What can be done about it.
    public let hint: Hint?

    init(_ code: Code, _ description: String, hint: Hint? = nil) {
        self.code = code
        self.description = description
        self.hint = hint
    }
}
