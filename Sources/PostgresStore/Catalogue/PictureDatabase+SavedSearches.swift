public import ImageSearch
import PostgresClient

/// Queries under names.
extension PictureDatabase: SavedSearches {
    /// Whoever adds one holds it, so that there are no more than there may be.
    private static let lock = AdvisoryLock(0x7361_7665_6473)

    /// Reads all of them.
    public func savedSearches() async throws -> [SavedSearch] {
        try await database.search { session in
            let rows = try session.run(
                .prepared(
                    "SELECT name, query, floor(extract(epoch FROM saved))::int8 FROM saved_searches ORDER BY name"))
            return rows.map { SavedSearch(name: rows.text($0, 0), query: rows.text($0, 1), saved: rows.int64($0, 2)) }
        }
    }

    /// Replaces the row that is there, or adds one while there is room.
    public func saveSearch(_ query: String, as name: String) async throws -> SavedSearch? {
        try await database.change { session in
            let changes = [PictureDatabase.replacement, PictureDatabase.addition].map {
                Statement.prepared($0, .text(name), .text(query))
            }
            let rows = try session.run([.plain("BEGIN"), PictureDatabase.lock.take] + changes + [.plain("COMMIT")])
            return rows[2...3].first { $0.count > 0 }.map {
                SavedSearch(name: name, query: query, saved: $0.int64(0, 0))
            }
        }
    }

    private static let replacement = """
        UPDATE saved_searches SET query = $2, saved = now() WHERE name = $1
        RETURNING floor(extract(epoch FROM saved))::int8
        """
    private static let addition = """
        INSERT INTO saved_searches (name, query)
        SELECT $1, $2 WHERE (SELECT count(*) FROM saved_searches) < \(SavedSearch.limit)
        ON CONFLICT DO NOTHING
        RETURNING floor(extract(epoch FROM saved))::int8
        """

    /// Deletes the row.
    public func removeSavedSearch(_ name: String) async throws {
        try await database.change { session in
            _ = try session.run(.prepared("DELETE FROM saved_searches WHERE name = $1", .text(name)))
        }
    }
}
