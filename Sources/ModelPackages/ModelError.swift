public import ImageSearch

/// A model that cannot be used, or an inference that failed: of packages and towers alike.
///
/// `description` says what is wrong; `debugDescription` adds what the runtime said.
public struct ModelError: HintedError, Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The kinds of faults.
    public struct Code: Sendable, Hashable {
        private enum Kind {
            case missingFile, damagedFile, unsupported, precision, wrongInput, inferenceFailed, untried
        }
        private let kind: Kind

        /// The folder lacks a file.
        public static let missingFile = Code(kind: .missingFile)
        /// A file is there and does not hold what it should.
        public static let damagedFile = Code(kind: .damagedFile)
        /// The model is sound but of a kind that is not known here.
        public static let unsupported = Code(kind: .unsupported)
        /// The processor or the model does not do the precision asked for.
        public static let precision = Code(kind: .precision)
        /// What was to be embedded does not fit the model: a picture of another size, a tower that was not loaded.
        public static let wrongInput = Code(kind: .wrongInput)
        /// The runtime failed while it computed.
        public static let inferenceFailed = Code(kind: .inferenceFailed)
        /// No process could be had to try the model in.
        public static let untried = Code(kind: .untried)
    }

    /// The kind of fault.
    public let code: Code
    /// What is wrong.
    public let description: String
    /// What can be done about it.
    public let hint: Hint?
    /// What the runtime said; for logs only.
    public let cause: String

    /// Names a fault.
    package init(_ code: Code, _ description: String, hint: Hint? = nil, cause: String = "") {
        self.code = code
        self.hint = hint
        self.description = description
        self.cause = cause
    }

    /// The description, and what the runtime said.
    public var debugDescription: String { cause.isEmpty ? description : "\(description) [\(cause)]" }
}
