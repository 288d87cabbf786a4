public import ImageSearch
import PostgresClient

/// Pictures: what is known of them, and what is stored.
extension PictureDatabase {
    /// The embeddings and facts already made of these contents; the embeddings in the half precision in which they are stored.
    public func known(_ contents: [ContentHash]) async throws -> [ContentHash: KnownContent] {
        guard !contents.isEmpty else { return [:] }
        return try await database.change { session in
            guard let model = try adopted.column(session) else { return [:] }
            // Of several copies, one whose facts are the newest.
            let rows = try session.run(
                .prepared(
                    """
                    SELECT DISTINCT ON (content) content, \(model.column), \(PictureColumns.readFacts)
                    FROM images WHERE content = ANY($1) AND \(model.column) IS NOT NULL
                    ORDER BY content, extractor DESC NULLS LAST
                    """, .byteArrays(contents.map(\.bytes))))
            let known = rows.map { row in
                let content = KnownContent(embedding: rows.embedding(row, 1), facts: rows.facts(row, from: 2))
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
        let before = Sightings.share(bySource.values.map { $0[0].location.source }) + [Favourites.lock.share]
        let ids = files.map(\.id)
        let after = Favourites.carryOver(ids) + sightings + [forgetAttempts(ids)]
        _ = try session.run(
            [.plain("BEGIN")] + before + changes + after + [.plain("COMMIT")],
            within: Sightings.longestWait)
    }

    /// First a row that is there is replaced, then one that is not is inserted.
    ///
    /// The pair works on a single server, on Citus and on foreign partitions alike; an INSERT that names the key in
    /// ON CONFLICT does not.
    private static func replacement(_ model: ModelColumn, _ vector: VectorExtension) -> [String] {
        let columns = ["source", "path", "size", "modified", "version", "content", model.column] + PictureColumns.facts
        let values = columns.indices.map { column in
            let value = "$\(column + 2)"
            return columns[column] == model.column ? "\(value)::\(vector.halfvec)" : value
        }
        let changes = zip(columns, values).map { "\($0) = \($1)" }.joined(separator: ", ")
        return [
            "UPDATE images SET \(changes), indexed_at = now(), missing_since = NULL WHERE id = $1",
            """
            INSERT INTO images (id, \(columns.joined(separator: ", "))) VALUES ($1, \(values.joined(separator: ", ")))
            ON CONFLICT DO NOTHING
            """,
        ]
    }

    private static func statement(_ sql: String, _ picture: Picture) -> Statement {
        let file = picture.file
        let values: [Parameter] = [
            .uuid(picture.id), .text(file.location.source), .text(file.location.path), .int64(file.size),
            .int64(file.modified), .text(file.state.version), .bytes(picture.content.bytes),
            .halfvec(picture.embedding),
        ]
        return .prepared(sql, values: values + PictureColumns.values(picture.facts))
    }

    /// Deletes a picture's row last: what else is remembered of it means nothing by itself.
    public func remove(_ id: PictureID) async throws -> Bool {
        try await database.change { session in
            let deletions = ["sightings", "attempts", "images"].map {
                Statement.prepared("DELETE FROM \($0) WHERE id = $1", .uuid(id))
            }
            return try session.run([.plain("BEGIN")] + deletions + [.plain("COMMIT")])[3].touched > 0
        }
    }

    /// Changes the rows of each content, in one order for all programs.
    public func save(_ facts: [ContentHash: Facts]) async throws {
        guard !facts.isEmpty else { return }
        let changes = PictureColumns.facts.enumerated().map { "\($1) = $\($0 + 2)" }.joined(separator: ", ")
        let sql = "UPDATE images SET \(changes) WHERE content = $1 AND coalesce(extractor, 0) <= $2"
        let statements = facts.sorted { $0.key.description < $1.key.description }.map { content, facts in
            Statement.prepared(sql, values: [.bytes(content.bytes)] + PictureColumns.values(facts))
        }
        try await database.change { session in
            _ = try session.run([.plain("BEGIN")] + statements + [.plain("COMMIT")])
        }
    }

    /// A picture that can be found.
    public func picture(_ id: PictureID) async throws -> StoredPicture? {
        try await database.search { session in
            let rows = try session.run(
                .prepared(
                    "SELECT \(PictureColumns.read) FROM images WHERE id = $1 AND missing_since IS NULL", .uuid(id)))
            return rows.count > 0 ? rows.picture(0) : nil
        }
    }

    /// Pictures that can be found, by their keys.
    public func pictures(_ ids: [PictureID]) async throws -> [StoredPicture] {
        guard !ids.isEmpty else { return [] }
        return try await database.search { session in
            let rows = try session.run(
                .prepared(
                    "SELECT \(PictureColumns.read) FROM images WHERE id = ANY($1) AND missing_since IS NULL",
                    .uuids(ids)))
            return rows.map { rows.picture($0) }
        }
    }

    /// Pictures that can be found, along an index of their dates.
    public func pictures(
        where filter: Filter, by order: Order, after last: (date: Int64, id: PictureID)?, count: Int
    ) async throws -> [StoredPicture] {
        let suitsIndex = filter.isEmpty ? true : try await share(of: filter).suitsIndex(for: count)
        let settings = suitsIndex ? ["enable_seqscan = off", "enable_bitmapscan = off"] : ["enable_indexscan = off"]
        let before = SearchPlan.begin(settings)
        return try await database.search { session in
            let search = PictureDatabase.browse(filter, order, after: last, count)
            let rows = try session.run(before + [.plain(joining: search), .plain("COMMIT")])[before.count]
            return rows.map { rows.picture($0) }
        }
    }

    /// The indexes are by growing values: the newest have the smallest.
    static func browse(
        _ filter: Filter, _ order: Order, after last: (date: Int64, id: PictureID)?, _ count: Int
    ) -> Fragment {
        let sign = order == .newest ? "-" : ""
        let date = "(\(sign)\(PictureColumns.date))"
        let isBehind: Fragment =
            last.map { "(\(sql: date), id) > (\(sql: sign)\(.int64($0.date))::int8, \(.uuid($0.id)))" } ?? "true"
        return """
            SELECT \(sql: PictureColumns.read) FROM images WHERE \(filter.sql) AND \(isBehind)
            ORDER BY \(sql: date), id LIMIT \(.int64(Int64(count)))
            """
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
