public import ImageSearch
import PostgresClient

/// What is remembered of pictures' files.
extension PostgresVectorStore {
    /// What is remembered of these pictures' files.
    public func files(of ids: [PictureID]) async throws -> [PictureID: StoredFile] {
        guard !ids.isEmpty else { return [:] }
        return try await database.perform { session in
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

    /// The paths of pictures within their sources.
    public func paths(of ids: [PictureID]) async throws -> [PictureID: String] {
        guard !ids.isEmpty else { return [:] }
        return try await database.perform { session in
            let rows = try session.run(.prepared("SELECT id, path FROM images WHERE id = ANY($1)", .uuids(ids)))
            return Dictionary(uniqueKeysWithValues: rows.map { (rows.pictureID($0, 0), rows.text($0, 1)) })
        }
    }

    /// The embeddings already made of these contents, in the half precision in which they are stored.
    public func embeddings(of contents: [ContentHash]) async throws -> [ContentHash: Embedding] {
        guard !contents.isEmpty else { return [:] }
        return try await database.perform { session in
            let rows = try session.run(
                .prepared(
                    "SELECT DISTINCT ON (content) content, embedding FROM images WHERE content = ANY($1)",
                    .byteArrays(contents.map(\.bytes))))
            let known = rows.map { (ContentHash(bytes: rows.bytes($0, 0)), rows.embedding($0, 1)) }
            return Dictionary(uniqueKeysWithValues: known)
        }
    }

    /// The keys of the pictures of a source, or of a folder within, that are not marked as missing.
    public func presentIDs(of source: String, below folder: String) async throws -> Set<PictureID> {
        try await database.perform { session in
            let rows = try session.run(
                .prepared(
                    "SELECT id FROM images WHERE source = $1 AND starts_with(path, $2) AND missing_since IS NULL",
                    .text(source), .text(PostgresVectorStore.start(folder))))
            return Set(rows.map { rows.pictureID($0, 0) })
        }
    }

    /// What the paths of all pictures below a folder begin with.
    static func start(_ folder: String) -> String { folder.isEmpty ? "" : folder + "/" }

    /// The files of a source's pictures, missing ones too.
    public func files(in source: String) async throws -> [PictureFile] {
        try await database.perform { session in
            let rows = try session.run(
                .prepared("SELECT path, size, modified FROM images WHERE source = $1", .text(source)))
            return rows.map { row in
                PictureFile(
                    location: PictureLocation(source: source, path: rows.text(row, 0)), size: rows.int64(row, 1),
                    modified: rows.int64(row, 2))
            }
        }
    }
}
