/// A query that cannot be asked, and which part of it is wrong.
public struct QueryError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The parts of a query that can be wrong.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the part, as parameters name it.
        public let description: String

        /// No text of a query: a quotation mark that is never closed, a sign that nothing follows, too many characters.
        public static let text = Code(description: "text")
        /// Words of white space only.
        public static let blankWords = Code(description: "query")
        /// Too many terms.
        public static let terms = Code(description: "terms")
        /// A weight out of ``Term/weights``.
        public static let weight = Code(description: "weight")
        /// No part of a picture.
        public static let part = Code(description: "part")
        /// A picture that did not come with the query.
        public static let missingPicture = Code(description: "picture")
        /// A stored picture that is not there.
        public static let unknownPicture = Code(description: "id")
        /// A condition that says nothing, or too many of them.
        public static let filter = Code(description: "filter")
        /// An order by nothing.
        public static let order = Code(description: "order")
        /// No level of likeness.
        public static let duplicates = Code(description: "duplicates")
        /// How many matches are wanted: out of ``Page/limits``.
        public static let limit = Code(description: "limit")
        /// No cursor, or that of another query.
        public static let cursor = Code(description: "cursor")
    }

    /// The part that is wrong.
    public let code: Code
    /// What is wrong, safe to show to anyone.
    public let description: String
    /// Where the part stands in the query's text: Unicode scalars before it; `nil` when it was not read from one.
    public let position: Int?

    /// Names a part and what is wrong with it.
    public init(_ code: Code, _ description: String, position: Int? = nil) {
        self.code = code
        self.description = description
        self.position = position
    }
}
