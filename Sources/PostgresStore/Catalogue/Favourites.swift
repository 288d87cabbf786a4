public import ImageSearch
import PostgresClient

/// Which pictures are favourites: by their bytes in a table of its own, and in each row that holds them.
enum Favourites {
    /// Whoever stores pictures shares it, whoever marks one has it alone: no row is stored beside a mark that it misses.
    static let lock = AdvisoryLock(0x6661_766f_7572)

    /// Marks rows that were stored just now and hold a favourite's bytes; and what a favourite's file holds now is one from now on.
    static func carryOver(_ ids: [PictureID]) -> [Statement] {
        [mark, remember].map { Statement.prepared($0, .uuids(ids)) }
    }

    /// Marks bytes.
    fileprivate static let marking = [
        "INSERT INTO favourites (content) VALUES ($1) ON CONFLICT DO NOTHING",
        "UPDATE images SET favourite = true WHERE content = $1 AND NOT favourite",
    ]
    /// Takes the mark of bytes away.
    fileprivate static let unmarking = [
        "DELETE FROM favourites WHERE content = $1",
        "UPDATE images SET favourite = false WHERE content = $1 AND favourite",
    ]

    private static let mark = """
        UPDATE images SET favourite = true
        WHERE id = ANY($1) AND NOT favourite AND content IN (SELECT content FROM favourites)
        """
    private static let remember = """
        INSERT INTO favourites (content) SELECT DISTINCT content FROM images WHERE id = ANY($1) AND favourite
        ON CONFLICT DO NOTHING
        """
}

extension PictureDatabase {
    /// Marks bytes, and the rows that hold them.
    public func setFavourite(_ id: PictureID, _ isFavourite: Bool) async throws -> Bool {
        try await database.change { session in
            let rows = try session.run(
                .prepared("SELECT content FROM images WHERE id = $1 AND missing_since IS NULL", .uuid(id)))
            guard rows.count > 0 else { return false }
            let changes = (isFavourite ? Favourites.marking : Favourites.unmarking).map {
                Statement.prepared($0, .bytes(rows.bytes(0, 0)))
            }
            _ = try session.run([.plain("BEGIN"), Favourites.lock.take] + changes + [.plain("COMMIT")])
            return true
        }
    }
}
