public import ImageSearch
import PostgresClient

/// Finding the nearest pictures.
extension PostgresVectorStore {
    /// The pictures nearest to a query, nearest first, exactly as many as asked for when so many are stored.
    public func nearest(to query: Embedding, limit: Int) async throws -> [Match] {
        if try await index.isUsable() {
            let matches = try await search(query, limit, .index)
            // An index walks a graph and may stop early; then only reading every row tells whether there are more.
            if matches.count >= limit { return matches }
        }
        return try await search(query, limit, .exact)
    }

    func search(_ query: Embedding, _ limit: Int, _ plan: SearchPlan) async throws -> [Match] {
        try await database.perform(answerWithin: ConnectionPool.searchAnswer) { session in
            let statements = plan.statements(query, limit, vector)
            let rows = try session.run(statements.all)[statements.rows]
            let matches = rows.map { row in
                Match(
                    id: rows.pictureID(row, 0),
                    location: PictureLocation(source: rows.text(row, 1), path: rows.text(row, 2)),
                    distance: rows.double(row, 3))
            }
            // Relaxed order returns rows nearly sorted; equal distances are told apart by the key.
            return matches.sorted { one, other in
                one.distance == other.distance
                    ? one.id < other.id : one.distance < other.distance
            }
        }
    }
}

/// Keeping searches fast.
extension PostgresVectorStore {
    /// Builds the search index when there are enough pictures for one, beside searches and changes going on.
    ///
    /// Call it after indexing, and once after a start: it returns at once when nothing is to do, finishes what a
    /// crash interrupted, and may be cancelled at any time.
    /// - Parameter progress: told about twice a second how far a build is.
    /// - Throws: ``ImageSearch/StoreError``, or `CancellationError`.
    public func maintainIndex(progress: @escaping @Sendable (IndexProgress) -> Void = { _ in }) async throws {
        try await index.maintain(progress)
    }
}
