public import ImageSearch
import PostgresClient

/// Finding the nearest pictures.
extension PictureDatabase {
    /// The pictures nearest to a vector, exactly as many as are asked for whenever so many can be found.
    public func nearest(
        to target: SearchTarget, where filter: Filter, count: Int, withEmbeddings: Bool
    ) async throws -> [Neighbour] {
        guard let model = try await adoptedModel() else { return [] }
        var request = SearchPlan.Request(
            target: target, filter: filter, count: count, withEmbeddings: withEmbeddings, model: model, vector: vector)
        if let stored = try await index.usable(for: model), try await canWalk(&request) {
            request.isGrown = stored.isGrown
            let found = try await neighbours(request, .index)
            // A walk through the lists may stop early; then only reading every row tells whether there are more.
            if found.count >= request.walk?.wanted ?? count { return Array(found.prefix(count)) }
        }
        return try await neighbours(request, .exact)
    }

    func adoptedModel() async throws -> ModelColumn? {
        if let column = adopted.column { return column }
        return try await database.search { try adopted.column($0) }
    }

    /// The index finds the pictures sooner than comparing all that the filter lets through.
    private func canWalk(_ request: inout SearchPlan.Request) async throws -> Bool {
        guard !request.filter.isEmpty else { return true }
        request.walk = try await share(of: request.filter).walk(for: request.count)
        return request.walk != nil
    }

    /// How many pictures a filter lets through.
    func share(of filter: Filter) async throws -> FilterShare {
        try await shares.share(of: filter, database, least: min(index.threshold, PictureDatabase.counted))
    }

    /// All that one plan finds, nearest first.
    func neighbours(_ request: SearchPlan.Request, _ plan: SearchPlan) async throws -> [Neighbour] {
        try await database.search { session in
            let statements = plan.statements(request)
            let rows = try session.run(statements.all)[statements.rows]
            let distance = PictureColumns.count
            let found = rows.map { row in
                Neighbour(
                    picture: rows.picture(row), distance: rows.double(row, distance),
                    embedding: request.withEmbeddings ? rows.embedding(row, distance + 1) : nil)
            }
            // Relaxed order returns rows nearly sorted; equal distances are told apart by the key.
            let sorted = found.sorted { ($0.distance, $0.picture.id) < ($1.distance, $1.picture.id) }
            return Array(sorted.prefix(plan == .index ? request.walk?.wanted ?? request.count : request.count))
        }
    }

    /// The embedding of a stored picture, in the half precision in which it is stored.
    public func embedding(of id: PictureID) async throws -> Embedding? {
        try await database.search { session in
            guard let model = try adopted.column(session) else { return nil }
            let rows = try session.run(
                .prepared(
                    """
                    SELECT \(model.column) FROM images
                    WHERE id = $1 AND missing_since IS NULL AND \(model.column) IS NOT NULL
                    """, .uuid(id)))
            return rows.count > 0 ? rows.embedding(0, 0) : nil
        }
    }

    /// Builds the index when there are enough pictures for one, beside searches and changes going on.
    public func maintainIndex(progress: @escaping @Sendable (IndexBuildProgress) -> Void) async throws {
        guard let model = try await adoptedModel() else { return }
        try await index.maintain(model, progress)
    }
}
