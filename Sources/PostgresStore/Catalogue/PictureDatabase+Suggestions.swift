public import ImageSearch
import PostgresClient

/// Values of pictures, for people who type.
extension PictureDatabase {
    /// Reads at most ``counted`` rows of pictures, however many there are.
    public func suggestions(for kind: SuggestionKind, prefix: String, limit: Int) async throws -> [Suggestion] {
        guard !prefix.unicodeScalars.contains("\0") else { return [] }
        return try await database.search { session in
            let sample = RowSample(
                of: PictureDatabase.counted, among: try RowSample.estimatedRows(session))
            let rows = try session.run(
                .plain(
                    joining: """
                        SELECT value, sum(pictures)::int8 FROM (\(kind.values(sample))) AS found
                        WHERE value ~ \(.text(AnyCase.prefix(prefix))) GROUP BY value
                        ORDER BY 2 DESC, convert_to(value, 'UTF8') LIMIT \(.int64(Int64(limit)))
                        """))
            return rows.map { Suggestion(value: rows.text($0, 0), pictures: sample.total(rows.int64($0, 1))) }
        }
    }
}

extension SuggestionKind {
    /// Values and how many pictures have them; the same value may come more than once.
    fileprivate func values(_ sample: RowSample) -> Fragment {
        switch self {
        case .source: return column("source", sample)
        case .camera: return column("camera", sample)
        case .format: return column("format", sample)
        case .place:
            return """
                SELECT part AS value, pictures
                FROM (\(column("place", sample))) AS places, unnest(string_to_array(value, ', ')) AS part
                WHERE part <> ''
                """
        case .folder:
            // Folders first, then those above them: there are fewer folders than pictures. Those that uploads are spread over
            // (two digits of their digest) mean nothing to people.
            return """
                SELECT array_to_string(names[1:depth], '/') AS value, pictures
                FROM (
                    SELECT string_to_array(value, '/') AS names, pictures
                    FROM (\(column("nullif(regexp_replace(path, '(^[0-9a-f]{2}/[0-9a-f]{64}[.][a-z]+$)|(/?[^/]*$)', ''), '')", sample))) AS folders
                ) AS folders, generate_series(1, cardinality(names)) AS depth
                """
        }
    }

    private func column(_ name: String, _ sample: RowSample) -> Fragment {
        """
        SELECT \(sql: name) AS value, count(*) AS pictures FROM images
        WHERE missing_since IS NULL AND \(sample.condition) AND \(sql: name) IS NOT NULL GROUP BY 1
        """
    }
}
