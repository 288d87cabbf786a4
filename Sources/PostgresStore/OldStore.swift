public import ImageSearch
import PostgresClient

/// The type's former name.
public typealias PostgresVectorStore = PictureDatabase

/// The former port, as long as there are callers of it.
extension PictureDatabase: VectorStore {
    /// As in the former port.
    public func files(of ids: [PictureID]) async throws -> [PictureID: StoredFile] {
        guard !ids.isEmpty else { return [:] }
        return try await database.change { session in
            let rows = try session.run(
                .prepared(
                    """
                    SELECT id, size, modified, content, missing_since IS NOT NULL FROM images WHERE id = ANY($1)
                    """, .uuids(ids)))
            let files = rows.map { row in
                let file = StoredFile(
                    size: rows.int64(row, 1), modified: rows.int64(row, 2),
                    content: ContentHash(bytes: rows.bytes(row, 3)), isMissing: rows.bool(row, 4))
                return (rows.pictureID(row, 0), file)
            }
            return Dictionary(uniqueKeysWithValues: files)
        }
    }

    /// As in the former port.
    public func paths(of ids: [PictureID]) async throws -> [PictureID: String] {
        guard !ids.isEmpty else { return [:] }
        return try await database.change { session in
            let rows = try session.run(.prepared("SELECT id, path FROM images WHERE id = ANY($1)", .uuids(ids)))
            return Dictionary(uniqueKeysWithValues: rows.map { (rows.pictureID($0, 0), rows.text($0, 1)) })
        }
    }

    /// As in the former port.
    public func embeddings(of contents: [ContentHash]) async throws -> [ContentHash: Embedding] {
        try await known(contents).mapValues(\.embedding)
    }

    /// As in the former port.
    public func refresh(_ files: [PictureID: PictureFile]) async throws { try await refresh(Array(files.values)) }

    /// As in the former port.
    public func attempts(of ids: [PictureID]) async throws -> [PictureID: Attempt] {
        guard !ids.isEmpty else { return [:] }
        return try await database.change { Attempt.all(in: try $0.run(PictureDatabase.attempts(ids))) }
    }

    /// As in the former port.
    public func begin(_ attempts: [PictureID: Attempt]) async throws {
        try await write(attempts.mapValues { ($0, false) }, ended: [])
    }

    /// As in the former port.
    public func end(_ ids: [PictureID], refused: [PictureID: Attempt]) async throws {
        try await write(refused.mapValues { ($0, true) }, ended: ids)
    }

    private func write(_ attempts: [PictureID: (attempt: Attempt, isRefused: Bool)], ended: [PictureID]) async throws {
        guard !attempts.isEmpty || !ended.isEmpty else { return }
        let changes = attempts.sorted { $0.key < $1.key }.flatMap { id, value in
            PictureDatabase.record(
                id, value.attempt.state, value.attempt.rules, value.isRefused ? 0 : 1, value.attempt.refusal)
        }
        try await database.change { session in
            _ = try session.run(
                [.plain("BEGIN")] + changes + [PictureDatabase.forgetAttempts(ended), .plain("COMMIT")])
        }
    }

    /// As in the former port.
    public func presentIDs(of source: String, below folder: String) async throws -> Set<PictureID> {
        try await database.change { session in
            let present: Fragment = "\(Place.pictures(of: source, below: folder)) AND missing_since IS NULL"
            let rows = try session.run(.prepared(joining: "SELECT id FROM images WHERE \(present)"))
            return Set(rows.map { rows.pictureID($0, 0) })
        }
    }

    /// As in the former port.
    public func markMissing(_ ids: [PictureID]) async throws {
        guard !ids.isEmpty else { return }
        try await database.change { session in
            _ = try session.run(
                .prepared(
                    "UPDATE images SET missing_since = now() WHERE id = ANY($1) AND missing_since IS NULL",
                    .uuids(ids)))
        }
    }

    /// As in the former port.
    public func deleteMissing(of source: String, below folder: String) async throws -> Int {
        try await prune(source, below: folder)
    }

    /// As in the former port.
    public func nearest(to query: Embedding, limit: Int) async throws -> [Match] {
        try await nearest(to: query, where: Filter(), by: .similarity, page: Page(limit: limit))
    }

    /// As in the former port.
    public func maintainIndex(progress: @escaping @Sendable (GraphProgress) -> Void = { _ in }) async throws {
        try await maintainGraph(progress: progress)
    }
}
