public import ImageSearch
import PostgresClient

/// Which folders the pictures come from.
extension PostgresVectorStore {
    /// The key of the advisory lock that changes of sources take.
    private static let lock = AdvisoryLock(0x696d_6773_7263)
    /// Pictures moved in one round trip.
    private static let batch = 256

    /// All sources that are recorded, in the order of their names.
    public func sources() async throws -> [KnownSource] {
        try await database.perform { try PostgresVectorStore.sources($0) }
    }

    /// Changes sources in one transaction that no other change of sources overlaps.
    public func changeSources(
        _ decide: @escaping @Sendable ([KnownSource]) -> SourceChanges
    ) async throws {
        try await database.perform { session in
            try session.transaction {
                try session.run(PostgresVectorStore.lock.take, within: PostgresVectorStore.aDay)
                let changes = decide(try PostgresVectorStore.sources(session))
                for source in changes.recorded { try PostgresVectorStore.record(source, session) }
                for move in changes.moves { try PostgresVectorStore.carryOut(move, session) }
                for name in changes.forgotten {
                    try session.run(.prepared("DELETE FROM sources WHERE name = $1", .text(name)))
                }
            }
        }
    }

    private static func sources(_ session: Session) throws -> [KnownSource] {
        // Sorted by bytes, whatever the database's language.
        let rows = try session.run(
            .prepared("SELECT name, machine, location FROM sources ORDER BY convert_to(name, 'UTF8')"))
        return rows.map { row in
            let isPlaced = !rows.isNull(row, 1) && !rows.isNull(row, 2)
            return KnownSource(
                name: rows.text(row, 0),
                place: isPlaced ? SourcePlace(machine: rows.text(row, 1), path: rows.text(row, 2)) : nil)
        }
    }

    private static func record(_ source: KnownSource, _ session: Session) throws {
        let place = source.place
        for sql in [update, insert] {
            try session.run(
                .prepared(sql, .text(source.name), .text(place?.machine ?? ""), .text(place?.path ?? "")))
        }
    }

    private static let update = """
        UPDATE sources SET machine = NULLIF($2, ''), location = NULLIF($3, '') WHERE name = $1
        """
    private static let insert = """
        INSERT INTO sources (id, name, machine, location)
        VALUES (sha256(convert_to($1, 'UTF8')), $1, NULLIF($2, ''), NULLIF($3, '')) ON CONFLICT DO NOTHING
        """

    /// Gives pictures a new key, source and path: a copy of the row under the new key, unless one is there, replaces it.
    ///
    /// The key is what a sharded table is distributed by, and such a column cannot be changed in place.
    private static func carryOut(_ move: SourceMove, _ session: Session) throws {
        let rows = try session.run(
            .prepared("SELECT id, path FROM images WHERE source = $1", .text(move.source)), within: aDay)
        let pictures = rows.map { (id: rows.pictureID($0, 0), path: rows.text($0, 1)) }.filter {
            move.includes($0.path)
        }
        for start in stride(from: 0, to: pictures.count, by: batch) {
            let changes = pictures[start..<min(start + batch, pictures.count)].flatMap { id, path in
                let location = move.location(of: path)
                return [
                    Statement.prepared(
                        copy, .uuid(id), .uuid(PictureID(location)), .text(location.source),
                        .text(location.path)),
                    Statement.prepared("DELETE FROM images WHERE id = $1", .uuid(id)),
                ]
            }
            _ = try session.run(changes, within: aDay)
        }
    }

    private static let copy = """
        INSERT INTO images (id, source, path, size, modified, content, embedding, indexed_at, missing_since)
        SELECT $2, $3, $4, size, modified, content, embedding, indexed_at, missing_since FROM images WHERE id = $1
        ON CONFLICT DO NOTHING
        """

    /// Rows go into a search index one by one, and there may be a million of them.
    private static let aDay = Duration.seconds(86_400)
}
