/// The text form of queries, as people type it: `2:cat + red sofa - snow in:trips after:2023`.
///
/// docs/query-language.md has the grammar; a second parser, in JavaScript, is held to the same file of cases.
public enum QueryText {
    /// The most Unicode scalars that a text may have, as it is typed and as it is printed.
    public static let limit = 10_000

    /// Reads a text.
    ///
    /// - Throws: ``QueryError`` with the position of the part that is wrong.
    public static func parse(_ text: String) throws(QueryError) -> ParsedQuery {
        guard text.unicodeScalars.count <= limit else {
            throw QueryError(.text, "a query has at most \(limit) characters", position: limit)
        }
        var lexer = QueryLexer(text)
        var parser = QueryParser()
        while let token = try lexer.next() { try parser.take(token) }
        let parsed = try parser.finish()
        try check(parsed.query)
        return parsed
    }

    /// Refuses a query whose text could not be read.
    static func check(_ query: Query) throws(QueryError) {
        guard query.description.unicodeScalars.count <= limit else {
            throw QueryError(.text, "a query has at most \(limit) characters when it is printed")
        }
    }
}

/// What a text says.
public struct ParsedQuery: Sendable, Hashable {
    /// The query; its page is the first one, of ``limit`` matches or as many as come back when nothing is said.
    public var query: Query
    /// How many matches the text asks for; `nil` when it does not say.
    public var limit: Int?
    /// What was taken otherwise than it may have been meant.
    public var notes: [QueryNote]

    /// Joins the three.
    public init(query: Query, limit: Int? = nil, notes: [QueryNote] = []) {
        self.query = query
        self.limit = limit
        self.notes = notes
    }
}

/// A word that may have been meant as a filter: `tpye:heic`.
public struct QueryNote: Sendable, Hashable, CustomStringConvertible {
    /// What stands before the colon, as it was typed.
    public var typed: String
    /// The key that is much like it.
    public var meant: String
    /// Where it stands: Unicode scalars before it in the text.
    public var position: Int

    /// What was done, and what may have been meant.
    public var description: String { "\(typed): is no filter and was searched for as words; \(meant): is one" }
}
