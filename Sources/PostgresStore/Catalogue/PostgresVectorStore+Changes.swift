public import ImageSearch
import PostgresClient

/// Inserting, replacing, marking and deleting.
extension PostgresVectorStore {
    /// First a row that is there is replaced, then one that is not is inserted.
    ///
    /// The pair works on a single server, on Citus and on foreign partitions alike; an INSERT that names the key in
    /// ON CONFLICT does not.
    private var replacement: [String] {
        [
            """
            UPDATE images SET source = $2, path = $3, size = $4, modified = $5, content = $6,
                embedding = $7::\(vector.halfvec), indexed_at = now(), missing_since = NULL
            WHERE id = $1
            """,
            """
            INSERT INTO images (id, source, path, size, modified, content, embedding)
            VALUES ($1, $2, $3, $4, $5, $6, $7::\(vector.halfvec)) ON CONFLICT DO NOTHING
            """,
        ]
    }

    /// Inserts or replaces pictures in one transaction and one round trip.
    public func save(_ pictures: [Picture]) async throws {
        guard !pictures.isEmpty else { return }
        // In one order everywhere: two programs that save the same pictures then wait for each other, never in a ring.
        // The sort is stable: of two with the same key, the later one stays the last.
        let ordered = pictures.sorted { $0.id < $1.id }
        let replacement = replacement
        try await database.perform { session in
            let changes = ordered.flatMap { picture in
                replacement.map {
                    Statement.prepared(
                        $0, .uuid(picture.id), .text(picture.file.location.source), .text(picture.file.location.path),
                        .int64(picture.file.size), .int64(picture.file.modified), .bytes(picture.content.bytes),
                        .halfvec(picture.embedding))
                }
            }
            _ = try session.run([.plain("BEGIN")] + changes + [.plain("COMMIT")])
        }
    }

    /// Records new sizes and dates of files whose content is the same.
    public func refresh(_ files: [PictureID: PictureFile]) async throws {
        guard !files.isEmpty else { return }
        let ordered = files.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
        try await database.perform { session in
            let changes = ordered.map { id, file in
                Statement.prepared(
                    "UPDATE images SET size = $2, modified = $3, missing_since = NULL WHERE id = $1",
                    .uuid(id), .int64(file.size), .int64(file.modified))
            }
            _ = try session.run([.plain("BEGIN")] + changes + [.plain("COMMIT")])
        }
    }

    /// Marks pictures whose files are gone; they leave the search index at once.
    public func markMissing(_ ids: [PictureID]) async throws {
        guard !ids.isEmpty else { return }
        try await database.perform { session in
            _ = try session.run(
                .prepared(
                    "UPDATE images SET missing_since = now() WHERE id = ANY($1) AND missing_since IS NULL", .uuids(ids))
            )
        }
    }

    /// Deletes the pictures of a source, or of a folder within, that are marked as missing; tells how many they were.
    public func deleteMissing(of source: String, below folder: String) async throws -> Int {
        try await database.perform { session in
            try session.run(
                .prepared(
                    """
                    DELETE FROM images WHERE source = $1 AND starts_with(path, $2) AND missing_since IS NOT NULL
                    """, .text(source), .text(PostgresVectorStore.start(folder)))
            ).touched
        }
    }
}
