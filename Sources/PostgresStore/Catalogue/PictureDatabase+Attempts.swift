public import ImageSearch
import PostgresClient

/// What was tried, and what came of it.
extension PictureDatabase {
    private static let update = """
        UPDATE attempts SET size = $2, modified = $3, version = $4, rules = $5, code = $7, detail = $8, at = now(),
            unfinished = CASE WHEN $6 = 0 THEN 0
                WHEN size = $2 AND modified = $3 AND version IS NOT DISTINCT FROM $4 AND rules = $5 AND code IS NULL
                THEN unfinished + $6 ELSE $6 END
        WHERE id = $1
        """
    private static let insert = """
        INSERT INTO attempts (id, size, modified, version, rules, unfinished, code, detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
        """

    /// Counts an attempt on the same file, or records the first one on it.
    public func attempt(_ files: [PictureFile], rules: String) async throws {
        let changes = files.sorted { $0.id < $1.id }.flatMap { PictureDatabase.record($0, rules, nil) }
        try await recordAttempts(changes)
    }

    /// Records the reasons; a picture that is stored of such a file leaves the graph at once.
    public func refuse(_ refusals: [Refusal], rules: String) async throws {
        guard !refusals.isEmpty else { return }
        let ordered = refusals.sorted { $0.file.id < $1.file.id }
        let gone = Statement.prepared(
            "UPDATE images SET missing_since = now() WHERE id = ANY($1) AND missing_since IS NULL",
            .uuids(ordered.map(\.file.id)))
        let changes = ordered.flatMap { PictureDatabase.record($0.file, rules, $0.reason) }
        try await database.change { session in
            _ = try session.run([.plain("BEGIN")] + changes + [gone, .plain("COMMIT")])
        }
    }

    /// Forgets attempts.
    public func withdraw(_ files: [PictureFile]) async throws {
        guard !files.isEmpty else { return }
        try await recordAttempts([PictureDatabase.forgetAttempts(files.map(\.id))])
    }

    static func forgetAttempts(_ ids: [PictureID]) -> Statement {
        .prepared("DELETE FROM attempts WHERE id = ANY($1)", .uuids(ids.sorted()))
    }

    static func attempts(_ ids: [PictureID]) -> Statement {
        .prepared(
            """
            SELECT id, size, modified, version, rules, unfinished, coalesce(code, ''), detail FROM attempts
            WHERE id = ANY($1)
            """, .uuids(ids))
    }

    private static func record(_ file: PictureFile, _ rules: String, _ reason: PictureError?) -> [Statement] {
        record(file.id, file.state, rules, reason == nil ? 1 : 0, reason)
    }

    static func record(
        _ id: PictureID, _ state: FileState, _ rules: String, _ begun: Int64, _ reason: PictureError?
    ) -> [Statement] {
        [update, insert].map {
            Statement.prepared(
                $0, .uuid(id), .int64(state.size), .int64(state.modified), .text(state.version), .text(rules),
                .int64(begun), .text(reason?.code.description), .text(reason?.detail ?? ""))
        }
    }

    /// Nothing waits for the disk: what is lost with the machine is tried once more.
    private func recordAttempts(_ changes: [Statement]) async throws {
        guard !changes.isEmpty else { return }
        try await database.change { session in
            _ = try session.run(
                [.plain("BEGIN"), .plain("SET LOCAL synchronous_commit = off")] + changes + [.plain("COMMIT")])
        }
    }
}

extension Attempt {
    /// Those of an answer, by their files' keys.
    static func all(in rows: Rows) -> [PictureID: Attempt] {
        let attempts = rows.map { row in
            let refusal = PictureError.Code(rows.text(row, 6)).map { PictureError($0, rows.text(row, 7)) }
            let attempt = Attempt(
                state: rows.fileState(row, from: 1), rules: rows.text(row, 4), unfinished: Int(rows.int64(row, 5)),
                refusal: refusal)
            return (rows.pictureID(row, 0), attempt)
        }
        return Dictionary(uniqueKeysWithValues: attempts)
    }
}
