import PostgresClient

/// A vector index as it lies in the database.
struct StoredIndex: Sendable, Equatable {
    /// Its build came to its end.
    let isValid: Bool
    /// How many lists it has; `nil` for a graph of an earlier version, which has none.
    let lists: Int?
    /// About how many rows the table has, as the planner reckons; 0 where that is unknown.
    let rows: Double

    /// More than a fiftieth of the pictures came after the lists were made, or nobody knows.
    var isGrown: Bool { lists.map { rows <= 0 || rows > 1.02 * VectorLists.pictures(lists: $0) + 100 } ?? true }

    static func find(_ name: String, _ session: Session) throws -> StoredIndex? {
        let rows = try session.run(
            .prepared(
                """
                SELECT indisvalid, coalesce((
                    SELECT split_part(option, '=', 2)::int8 FROM unnest(stored.reloptions) AS option
                    WHERE option LIKE 'lists=%'), 0),
                    coalesce(pictures.reltuples * pg_relation_size(pictures.oid) / nullif(pictures.relpages, 0)
                    / current_setting('block_size')::int8, 0)::float8
                FROM pg_index JOIN pg_class AS stored ON stored.oid = indexrelid JOIN pg_class AS pictures ON pictures.oid = indrelid
                WHERE indexrelid = to_regclass($1)
                """, .text(name)))
        guard rows.count > 0 else { return nil }
        let lists = Int(rows.int64(0, 1))
        return StoredIndex(isValid: rows.bool(0, 0), lists: lists > 0 ? lists : nil, rows: rows.double(0, 2))
    }
}
