public import ImageSearch
import PostgresClient

/// Pictures: what is known of them, and what is stored.
extension PictureDatabase {
    /// The embeddings and facts already made of these contents; the embeddings in the half precision in which they are stored.
    public func known(_ contents: [ContentHash]) async throws -> [ContentHash: KnownContent] {
        guard !contents.isEmpty else { return [:] }
        return try await database.change { session in
            guard let model = try adopted.column(session) else { return [:] }
            // Of several copies, one whose facts are known.
            let rows = try session.run(
                .prepared(
                    """
                    SELECT DISTINCT ON (content) content, \(model.column), width::int8, height::int8, coalesce(format, ''),
                        extractor::int8
                    FROM images WHERE content = ANY($1) AND \(model.column) IS NOT NULL
                    ORDER BY content, (width IS NULL)
                    """, .byteArrays(contents.map(\.bytes))))
            let known = rows.map { row in
                let content = KnownContent(embedding: rows.embedding(row, 1), facts: Facts(rows, row, from: 2))
                return (ContentHash(bytes: rows.bytes(row, 0)), content)
            }
            return Dictionary(uniqueKeysWithValues: known)
        }
    }

    /// Inserts or replaces pictures in one transaction and one round trip.
    public func save(_ pictures: [Picture]) async throws {
        guard !pictures.isEmpty else { return }
        // In one order everywhere: two programs that save the same pictures then wait for each other, never in a ring.
        // The sort is stable: of two with the same key, the later one stays the last.
        let ordered = pictures.sorted { $0.id < $1.id }
        try await database.change { session in
            guard let model = try adopted.column(session) else { throw AdoptedModel.none }
            let replacement = PictureDatabase.replacement(model, vector)
            let changes = ordered.flatMap { picture in replacement.map { PictureDatabase.statement($0, picture) } }
            try PictureDatabase.see(ordered.map(\.file), changes, session)
        }
    }

    /// Records new sizes, dates and versions of files whose content is the same.
    public func refresh(_ files: [PictureFile]) async throws {
        guard !files.isEmpty else { return }
        let ordered = files.sorted { $0.id < $1.id }
        let changes = ordered.map { file in
            Statement.prepared(
                "UPDATE images SET size = $2, modified = $3, version = $4, missing_since = NULL WHERE id = $1",
                .uuid(file.id), .int64(file.size), .int64(file.modified), .text(file.state.version))
        }
        try await database.change { try PictureDatabase.see(ordered, changes, $0) }
    }

    /// Makes changes to stored files, which thereby are seen, and of which no attempt is left.
    private static func see(_ files: [PictureFile], _ changes: [Statement], _ session: Session) throws {
        // By bytes: to Swift, two names that look the same are equal.
        let bySource = Dictionary(grouping: files) { Array($0.location.source.utf8) }
        let sightings = bySource.values.flatMap { Sightings.mark($0.map(\.id), of: $0[0].location.source) }
        let all = Sightings.share(bySource.values.map { $0[0].location.source }) + changes + sightings
        _ = try session.run(
            [.plain("BEGIN")] + all + [forgetAttempts(files.map(\.id)), .plain("COMMIT")],
            within: Sightings.longestWait)
    }

    /// First a row that is there is replaced, then one that is not is inserted.
    ///
    /// The pair works on a single server, on Citus and on foreign partitions alike; an INSERT that names the key in
    /// ON CONFLICT does not.
    private static func replacement(_ model: ModelColumn, _ vector: VectorExtension) -> [String] {
        [
            """
            UPDATE images SET source = $2, path = $3, size = $4, modified = $5, version = $6, content = $7,
                \(model.column) = $8::\(vector.halfvec), extractor = $9::int8, width = $10::int8, height = $11::int8,
                format = $12, indexed_at = now(), missing_since = NULL
            WHERE id = $1
            """,
            """
            INSERT INTO images (id, source, path, size, modified, version, content, \(model.column), extractor, width,
                height, format)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8::\(vector.halfvec), $9::int8, $10::int8, $11::int8, $12)
            ON CONFLICT DO NOTHING
            """,
        ]
    }

    private static func statement(_ sql: String, _ picture: Picture) -> Statement {
        let (file, facts) = (picture.file, picture.facts)
        return .prepared(
            sql, .uuid(picture.id), .text(file.location.source), .text(file.location.path), .int64(file.size),
            .int64(file.modified), .text(file.state.version), .bytes(picture.content.bytes),
            .halfvec(picture.embedding), .int64(facts.map { Int64($0.extractor) }),
            .int64(facts.map { Int64($0.width) }),
            .int64(facts.map { Int64($0.height) }), .text(facts?.format.rawValue))
    }

    /// How many pictures can be found, exactly: it reads the whole table.
    public func count() async throws -> Int {
        try await database.search { session in
            let rows = try session.run(.prepared("SELECT count(*) FROM images WHERE missing_since IS NULL"))
            return Int(rows.int64(0, 0))
        }
    }

    /// As many as the table had at its last VACUUM or ANALYZE, which the server itself runs once a tenth has changed, less the
    /// share that was gone then; below 10,000, and where the server knows nothing, it counts.
    public func estimatedCount() async throws -> Int {
        let known = try await database.search { session in
            let rows = try session.run(
                .prepared(
                    """
                    SELECT (reltuples * null_frac)::int8 FROM pg_class
                    JOIN pg_namespace n ON n.oid = relnamespace
                    JOIN pg_stats ON schemaname = nspname AND tablename = relname AND attname = 'missing_since'
                    WHERE pg_class.oid = to_regclass('images') AND reltuples >= 10000
                    """))
            return rows.count > 0 ? Int(rows.int64(0, 0)) : nil
        }
        guard let known else { return try await count() }
        return known
    }

    /// The files of a source's pictures, gone ones too.
    public func files(in source: String) async throws -> [PictureFile] {
        try await database.change { session in
            let rows = try session.run(
                .prepared("SELECT path, size, modified, version FROM images WHERE source = $1", .text(source)),
                within: PictureDatabase.aDay)
            return rows.map { row in
                PictureFile(
                    location: PictureLocation(source: source, path: rows.text(row, 0)),
                    state: rows.fileState(row, from: 1))
            }
        }
    }
}

extension Facts {
    /// Reads width, height, format and extractor; `nil` when an earlier version, or a later one's format, stored the picture.
    init?(_ rows: Rows, _ row: Int, from column: Int) {
        guard !rows.isNull(row, column), let format = ImageFormat(rawValue: rows.text(row, column + 2)) else {
            return nil
        }
        self.init(
            width: Int(rows.int64(row, column)), height: Int(rows.int64(row, column + 1)), format: format,
            extractor: Int(rows.int64(row, column + 3)))
    }
}
