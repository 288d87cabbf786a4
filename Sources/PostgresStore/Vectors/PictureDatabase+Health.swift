public import ImageSearch
import PostgresClient

/// What somebody who looks for faults wants to know of a database.
public struct DatabaseHealth: Sendable, Equatable {
    /// An index over vectors.
    public struct Index: Sendable, Equatable {
        /// Its kind: `hnsw` or `ivfflat`.
        public let kind: String
        /// Searches can use it.
        public let isValid: Bool
    }

    /// The version of PostgreSQL.
    public let server: String
    /// The version of pgvector.
    public let vector: String
    /// pgvector's indexes can be trusted.
    public let hasSoundIndexes: Bool
    /// The indexes over vectors, of all models.
    public let indexes: [Index]
}

extension PictureDatabase {
    /// Asks the server what it is.
    ///
    /// - Throws: ``ImageSearch/StoreError``.
    public func health() async throws -> DatabaseHealth {
        try await database.search { session in
            let versions = try session.run(
                .plain(
                    """
                    SELECT current_setting('server_version')::text, max(extversion)::text
                    FROM pg_extension WHERE extname = 'vector'
                    """))
            let indexes = try session.run(
                .plain(
                    """
                    SELECT am.amname::text, i.indisvalid FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
                    JOIN pg_am AS am ON am.oid = c.relam
                    WHERE i.indrelid = to_regclass('images') AND am.amname IN ('hnsw', 'ivfflat')
                    """))
            return DatabaseHealth(
                server: versions.text(0, 0), vector: versions.text(0, 1), hasSoundIndexes: vector.hasSoundIndexes,
                indexes: indexes.map { .init(kind: indexes.text($0, 0), isValid: indexes.bool($0, 1)) })
        }
    }

    /// How many of the nearest pictures a search finds that comparing every picture finds.
    ///
    /// - Parameters:
    ///   - targets: what is looked for.
    ///   - count: how many of the nearest count.
    /// - Returns: 0...1; `nil` when there is nothing to find.
    /// - Throws: ``ImageSearch/StoreError``, `CancellationError`.
    public func recall(of targets: [SearchTarget], count: Int) async throws -> Double? {
        guard let model = try await adoptedModel() else { return nil }
        var (found, wanted) = (0, 0)
        for target in targets {
            try Task.checkCancellation()
            let request = SearchPlan.Request(
                target: target, filter: Filter(), count: count, withEmbeddings: false, model: model, vector: vector)
            let exact = Set(try await neighbours(request, .exact).map(\.picture.id))
            let usual = try await nearest(to: target, where: Filter(), count: count, withEmbeddings: false)
            wanted += exact.count
            found += usual.count { exact.contains($0.picture.id) }
        }
        return wanted == 0 ? nil : Double(found) / Double(wanted)
    }

    /// Embeddings of stored pictures, as good as drawn by lot: keys are digests.
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - start: where among the keys to begin.
    /// - Returns: as many as there are.
    /// - Throws: ``ImageSearch/StoreError``.
    public func embeddings(_ count: Int, from start: PictureID) async throws -> [Embedding] {
        try await database.search { session in
            guard let model = try adopted.column(session) else { return [] }
            let rows = try session.run(
                .prepared(
                    """
                    SELECT \(model.column) FROM images WHERE missing_since IS NULL AND \(model.column) IS NOT NULL
                    ORDER BY id < $1, id LIMIT $2
                    """, .uuid(start), .int64(Int64(count))))
            return rows.map { rows.embedding($0, 0) }
        }
    }
}
