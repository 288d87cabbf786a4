/// Remembers queries under names.
///
/// Every method that fails throws ``StoreError`` and has changed nothing.
public protocol SavedSearches: Sendable {
    /// All of them, in the order of their names' bytes.
    func savedSearches() async throws -> [SavedSearch]

    /// Remembers a query under a name, instead of the one that had it.
    ///
    /// - Parameters:
    ///   - query: the query's one text.
    ///   - name: 1 to ``SavedSearch/longestName`` characters without a zero byte.
    /// - Returns: what is remembered now; `nil` when there are ``SavedSearch/limit`` of other names already.
    /// - Throws: ``StoreError``.
    func saveSearch(_ query: String, as name: String) async throws -> SavedSearch?

    /// Forgets a name; one that is not remembered is no error.
    func removeSavedSearch(_ name: String) async throws
}

/// A query under a name.
public struct SavedSearch: Sendable, Hashable {
    /// The most that are remembered.
    public static let limit = 1000
    /// The most Unicode scalars of a name.
    public static let longestName = 100

    /// The name that somebody chose.
    public var name: String
    /// The query's one text.
    public var query: String
    /// When it was saved, in seconds since 1970 in UTC.
    public var saved: Int64

    /// Joins the three.
    public init(name: String, query: String, saved: Int64) {
        self.name = name
        self.query = query
        self.saved = saved
    }
}
