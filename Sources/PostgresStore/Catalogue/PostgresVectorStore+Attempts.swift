public import ImageSearch
import PostgresClient

/// What was tried, and what came of it.
extension PostgresVectorStore {
    private static let update = """
        UPDATE attempts SET size = $2, modified = $3, rules = $4, code = NULLIF($6, ''), detail = $7, at = now(),
            unfinished = CASE WHEN $5 = 0 THEN 0
                WHEN size = $2 AND modified = $3 AND rules = $4 AND code IS NULL THEN unfinished + $5 ELSE $5 END
        WHERE id = $1
        """
    private static let insert = """
        INSERT INTO attempts (id, size, modified, rules, unfinished, code, detail)
        VALUES ($1, $2, $3, $4, $5, NULLIF($6, ''), $7) ON CONFLICT DO NOTHING
        """

    /// What is recorded of these pictures.
    public func attempts(of ids: [PictureID]) async throws -> [PictureID: Attempt] {
        guard !ids.isEmpty else { return [:] }
        return try await database.perform { session in
            let rows = try session.run(
                .prepared(
                    """
                    SELECT id, size, modified, rules, unfinished, coalesce(code, ''), detail FROM attempts
                    WHERE id = ANY($1)
                    """, .uuids(ids)))
            let attempts = rows.map { row in
                let refusal = PictureError.Code(rows.text(row, 5)).map { PictureError($0, rows.text(row, 6)) }
                let attempt = Attempt(
                    size: rows.int64(row, 1), modified: rows.int64(row, 2), rules: rows.text(row, 3),
                    unfinished: Int(rows.int64(row, 4)), refusal: refusal)
                return (rows.pictureID(row, 0), attempt)
            }
            return Dictionary(uniqueKeysWithValues: attempts)
        }
    }

    /// Counts an attempt on the same file, or records the first one on it.
    public func begin(_ attempts: [PictureID: Attempt]) async throws {
        try await write(attempts.map { ($0, $1, isRefused: false) }, ended: [])
    }

    /// Records refusals, and forgets attempts that came to something.
    public func end(_ ids: [PictureID], refused: [PictureID: Attempt]) async throws {
        try await write(refused.map { ($0, $1, isRefused: true) }, ended: ids)
    }

    private func write(
        _ attempts: [(PictureID, Attempt, isRefused: Bool)], ended: [PictureID]
    ) async throws {
        guard !attempts.isEmpty || !ended.isEmpty else { return }
        let ordered = attempts.sorted { $0.0.bytes.lexicographicallyPrecedes($1.0.bytes) }
        try await database.perform { session in
            var changes = ordered.flatMap { id, attempt, isRefused in
                [PostgresVectorStore.update, PostgresVectorStore.insert].map {
                    Statement.prepared(
                        $0, .uuid(id), .int64(attempt.size), .int64(attempt.modified), .text(attempt.rules),
                        .int64(isRefused ? 0 : 1), .text(attempt.refusal?.code.description ?? ""),
                        .text(attempt.refusal?.detail ?? ""))
                }
            }
            if !ended.isEmpty {
                changes.append(.prepared("DELETE FROM attempts WHERE id = ANY($1)", .uuids(ended)))
            }
            // Nothing waits for the disk: what is lost with the machine is tried once more.
            _ = try session.run(
                [.plain("BEGIN"), .plain("SET LOCAL synchronous_commit = off")] + changes + [.plain("COMMIT")])
        }
    }
}
