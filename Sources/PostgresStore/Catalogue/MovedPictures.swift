import ImageSearch
import PostgresClient

/// Gives pictures a new key, source and path: a copy of the row under the new key, unless one is there, replaces it.
///
/// The key is what a sharded table is distributed by, and such a column cannot be changed in place.
struct MovedPictures {
    /// Pictures moved in one round trip.
    private static let batch = 256

    private let move: SourceMove
    private let session: Session
    private let copy: String

    init(_ move: SourceMove, _ session: Session) throws {
        self.move = move
        self.session = session
        let models = try session.run(.plain("SELECT id::int8 FROM models ORDER BY id"))
        let columns = (kept + models.map { ModelColumn(id: Int(models.int64($0, 0))).column }).joined(separator: ", ")
        copy = """
            INSERT INTO images (id, source, path, \(columns))
            SELECT $2, $3, $4, \(columns) FROM images WHERE id = $1 ON CONFLICT DO NOTHING
            """
    }

    /// Moves all of them, a few at a time.
    func carryOut() throws {
        let rows = try session.run(
            .prepared("SELECT id, path FROM images WHERE source = $1", .text(move.source)),
            within: PictureDatabase.aDay)
        let pictures = rows.map { (id: rows.pictureID($0, 0), path: rows.text($0, 1)) }.filter {
            move.includes($0.path)
        }
        for start in stride(from: 0, to: pictures.count, by: MovedPictures.batch) {
            let some = pictures[start..<min(start + MovedPictures.batch, pictures.count)]
            let old = Parameter.uuids(some.map(\.id))
            let changes =
                Sightings.share([move.source, move.target]) + some.flatMap(statements)
                + ["images", "sightings", "attempts"].map {
                    Statement.prepared("DELETE FROM \($0) WHERE id = ANY($1)", old)
                }
            _ = try session.run(changes, within: PictureDatabase.aDay)
        }
    }

    /// The sighting comes first, as long as it can be told whether the picture is there already.
    private func statements(_ id: PictureID, _ path: String) -> [Statement] {
        let location = move.location(of: path)
        let new = PictureID(location)
        return [
            .prepared(
                """
                INSERT INTO sightings (id, run)
                SELECT $1, newest_run FROM sources WHERE id = sha256(convert_to($2, 'UTF8')) AND newest_run > 0
                    AND NOT EXISTS (SELECT FROM images WHERE id = $1)
                ON CONFLICT DO NOTHING
                """, .uuid(new), .text(location.source)),
            .prepared(copy, .uuid(id), .uuid(new), .text(location.source), .text(location.path)),
        ]
    }
}

/// What stays as it is, beside the vectors.
private let kept =
    ["size", "modified", "version", "content", "indexed_at", "missing_since", "favourite"] + PictureColumns.facts
