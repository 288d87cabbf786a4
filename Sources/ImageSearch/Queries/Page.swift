/// Which part of an answer is wanted.
public struct Page: Sendable, Hashable {
    /// How many matches may be asked for at once.
    public static let limits = 1...1000
    /// How many matches may be passed over.
    public static let offsets = 0...4000
    /// How many matches come back when nothing is said.
    public static let defaultLimit = 5

    /// How many matches, within ``limits``.
    public let limit: Int
    /// How many of the nearest are passed over first, within ``offsets``.
    public let offset: Int

    /// The first matches, as many as come back when nothing is said.
    public init() {
        limit = Page.defaultLimit
        offset = 0
    }

    /// A part of an answer.
    ///
    /// - Throws: ``QueryError`` with code `limit` or `offset` for a number out of range.
    public init(limit: Int, offset: Int = 0) throws(QueryError) {
        try Page.check(limit, in: Page.limits, .limit)
        try Page.check(offset, in: Page.offsets, .offset)
        self.limit = limit
        self.offset = offset
    }

    private static func check(
        _ value: Int, in range: ClosedRange<Int>, _ code: QueryError.Code
    ) throws(QueryError) {
        if value < range.lowerBound {
            throw QueryError(code, "\(code): Input should be greater than or equal to \(range.lowerBound)")
        }
        if value > range.upperBound {
            throw QueryError(code, "\(code): Input should be less than or equal to \(range.upperBound)")
        }
    }
}
