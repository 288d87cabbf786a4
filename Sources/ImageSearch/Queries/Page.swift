/// Which part of an answer is wanted.
public struct Page: Sendable, Hashable {
    /// How many matches may be asked for at once, and how deep pages lead.
    public static let limits = 1...5000
    /// How many matches come back when nothing is said.
    public static let defaultLimit = 5

    /// How many matches, within ``limits``.
    public let limit: Int
    /// Where the part begins that is wanted; `nil` for the first.
    public let cursor: Cursor?

    /// The first matches, as many as come back when nothing is said.
    public init() {
        limit = Page.defaultLimit
        cursor = nil
    }

    /// A part of an answer.
    ///
    /// - Throws: ``QueryError`` with code `limit` for a number out of ``limits``.
    public init(limit: Int, after cursor: Cursor? = nil) throws(QueryError) {
        if limit < Page.limits.lowerBound {
            throw QueryError(.limit, "limit: Input should be greater than or equal to \(Page.limits.lowerBound)")
        }
        if limit > Page.limits.upperBound {
            throw QueryError(.limit, "limit: Input should be less than or equal to \(Page.limits.upperBound)")
        }
        self.limit = limit
        self.cursor = cursor
    }
}
