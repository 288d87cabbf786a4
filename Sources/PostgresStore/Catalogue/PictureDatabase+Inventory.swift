public import ImageSearch
import PostgresClient

/// All pictures, a part at a time.
extension PictureDatabase {
    /// Contents are found repeated in their index alone, gone pictures among them; then their pictures are read.
    public func copies(after last: ContentHash?, limit: Int) async throws -> [[StoredPicture]] {
        var groups: [[StoredPicture]] = []
        var last = last
        while groups.count < limit {
            let wanted = limit - groups.count
            let contents = try await repeatedContents(after: last, wanted)
            groups += try await copies(of: contents)
            guard contents.count == wanted else { break }
            last = contents.last
        }
        return groups
    }

    private func repeatedContents(after last: ContentHash?, _ limit: Int) async throws -> [ContentHash] {
        try await database.change { session in
            let rows = try session.run(
                .prepared(
                    """
                    SELECT content FROM images WHERE content > $1 GROUP BY content HAVING count(*) > 1
                    ORDER BY content LIMIT $2
                    """, .bytes(last?.bytes ?? []), .int64(Int64(limit))))
            return rows.map { ContentHash(bytes: rows.bytes($0, 0)) }
        }
    }

    private func copies(of contents: [ContentHash]) async throws -> [[StoredPicture]] {
        guard !contents.isEmpty else { return [] }
        let pictures = try await database.change { session in
            let rows = try session.run(
                .prepared(
                    """
                    SELECT \(PictureColumns.read)
                    FROM (
                        SELECT *, row_number() OVER (PARTITION BY content ORDER BY id) AS number FROM images
                        WHERE content = ANY($1) AND missing_since IS NULL
                    ) AS copies
                    WHERE number <= $2 ORDER BY content, id
                    """, .byteArrays(contents.map(\.bytes)), .int64(Int64(Self.largestGroup))))
            return rows.map { rows.picture($0) }
        }
        let groups = Dictionary(grouping: pictures, by: \.content)
        return contents.compactMap { groups[$0] }.filter { $0.count > 1 }
    }

    /// Counts along the index of contents.
    public func pictures(of content: ContentHash) async throws -> Int {
        try await database.search { session in
            Int(
                try session.run(
                    .prepared(
                        "SELECT count(*) FROM images WHERE content = $1 AND missing_since IS NULL",
                        .bytes(content.bytes))
                ).int64(0, 0))
        }
    }

    /// The perceptual hashes, in the order of keys.
    public func perceptualHashes(after last: PictureID?, limit: Int) async throws -> [HashedPicture] {
        try await part("id, content, perceptual_hash", "perceptual_hash IS NOT NULL", after: last, limit) { rows, row in
            HashedPicture(
                id: rows.pictureID(row, 0), content: ContentHash(bytes: rows.bytes(row, 1)),
                perceptualHash: UInt64(bitPattern: rows.int64(row, 2)))
        }
    }

    /// Pictures whose facts are to be made again, in the order of keys.
    public func outdatedFacts(
        below extractor: Int, after last: PictureID?, limit: Int
    ) async throws -> [StoredPicture] {
        let isOutdated: Fragment = "coalesce(extractor, 0) < \(.int64(Int64(extractor)))"
        return try await part(PictureColumns.read, isOutdated, after: last, limit) { $0.picture($1) }
    }

    private func part<T: Sendable>(
        _ columns: String, _ condition: Fragment, after last: PictureID?, _ limit: Int,
        _ make: @Sendable (Rows, Int) -> T
    ) async throws -> [T] {
        let isBehind: Fragment = last.map { "id > \(.uuid($0))" } ?? "true"
        return try await database.change { session in
            let rows = try session.run(
                .plain(
                    joining: """
                        SELECT \(sql: columns) FROM images WHERE missing_since IS NULL AND \(condition) AND \(isBehind)
                        ORDER BY id LIMIT \(.int64(Int64(limit)))
                        """))
            return rows.map { make(rows, $0) }
        }
    }

    /// Refused files, in the order of keys.
    public func refusals(after last: PictureID?, limit: Int) async throws -> [RefusedFile] {
        let isBehind: Fragment = last.map { "id > \(.uuid($0))" } ?? "true"
        return try await database.change { session in
            let rows = try session.run(
                .plain(
                    joining: """
                        SELECT id, source, path, size, modified, version, code, detail, floor(extract(epoch FROM at))::int8
                        FROM attempts WHERE code IS NOT NULL AND \(isBehind) ORDER BY id LIMIT \(.int64(Int64(limit)))
                        """))
            return rows.map { rows.refusedFile($0) }
        }
    }
}

extension Rows {
    fileprivate func refusedFile(_ row: Int) -> RefusedFile {
        let location = optionalText(row, 1).flatMap { source in
            optionalText(row, 2).map { PictureLocation(source: source, path: $0) }
        }
        // A later version may know other reasons.
        let code = PictureError.Code(text(row, 6)) ?? .undecodable
        return RefusedFile(
            id: pictureID(row, 0), location: location, state: fileState(row, from: 3),
            reason: PictureError(code, text(row, 7)), refused: int64(row, 8))
    }
}
