/// A query that cannot be asked, and which part of it is wrong.
public struct QueryError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The parts of a query that can be wrong.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the part, as parameters name it.
        public let description: String

        /// Words of white space only.
        public static let blankWords = Code(description: "query")
        /// How many matches are wanted: out of ``Page/limits``.
        public static let limit = Code(description: "limit")
        /// How many matches are passed over: out of ``Page/offsets``.
        public static let offset = Code(description: "offset")
        /// A stored picture that is not there.
        public static let unknownPicture = Code(description: "id")
    }

    /// The part that is wrong.
    public let code: Code
    /// What is wrong, safe to show to anyone.
    public let description: String

    /// Names a part and what is wrong with it.
    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
