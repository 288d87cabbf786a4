import ImageSearch
import PostgresClient

/// How the nearest rows are found; the planner is told, not asked, since its costs know nothing of recall.
enum SearchPlan {
    /// Every row is compared: always right, and fast below some 20,000 rows.
    case exact
    /// The lists with the nearest centres are gone through, more of them while too few pictures were found.
    case index

    /// What pgvector allows for the candidates that a walk keeps, and the least number that gives good recall: for graphs of earlier
    /// versions, until lists replace them.
    private static let candidates = 200...1000
    /// The index holds vectors of unit length in half precision: among nearly equal pictures its order is not quite the right one.
    private static let margin = 10

    /// What is looked for, and where.
    struct Request {
        let target: SearchTarget
        /// Which pictures may be found.
        let filter: Filter
        /// How many of the nearest: 1 or more.
        let count: Int
        /// The embeddings are wanted too.
        let withEmbeddings: Bool
        let model: ModelColumn
        let vector: VectorExtension
        /// How far to walk where a filter chooses; `nil` as long as every row meets it.
        var walk: FilteredWalk?
        /// Pictures may have come after the index was built.
        var isGrown = true
    }

    /// The texts differ, so that none ever runs with the cached plan of another.
    private func sql(_ request: Request) -> Fragment {
        let distance: Fragment =
            """
            \(sql: request.model.column) \(sql: request.vector.distance) \(.halfvec(request.target.embedding))::\(sql: request.vector.halfvec)
            """
        let embedding = request.withEmbeddings ? ", \(request.model.column)" : ""
        if self == .index, let walk = request.walk {
            return """
                SELECT \(sql: PictureColumns.read), distance\(sql: embedding)
                FROM (
                    SELECT *, \(distance) AS distance FROM images
                    WHERE missing_since IS NULL AND \(sql: request.model.column) IS NOT NULL
                    ORDER BY distance LIMIT \(.int64(Int64(walk.nearest)))
                ) AS near
                WHERE \(request.filter.sql) LIMIT \(.int64(Int64(walk.wanted)))
                """
        }
        let order = self == .exact ? "distance, id" : "distance"
        return """
            SELECT \(sql: PictureColumns.read), \(distance) AS distance\(sql: embedding) FROM images
            WHERE \(request.filter.sql) AND \(sql: request.model.column) IS NOT NULL
            ORDER BY \(sql: order) LIMIT \(.int64(Int64(self == .exact ? request.count : request.count + SearchPlan.margin)))
            """
    }

    private func settings(_ request: Request) -> [String] {
        switch self {
        case .exact: return ["enable_indexscan = off"]
        case .index:
            let probes = VectorLists.probes(
                depth: Double(request.walk?.nearest ?? request.count), origin: request.target.origin,
                isGrown: request.isGrown)
            let kept = min(max(2 * request.count, SearchPlan.candidates.lowerBound), SearchPlan.candidates.upperBound)
            return [
                "enable_seqscan = off", "enable_sort = off", "enable_bitmapscan = off", "ivfflat.probes = \(probes)",
                "ivfflat.iterative_scan = relaxed_order", "hnsw.ef_search = \(kept)",
                "hnsw.iterative_scan = relaxed_order",
                // pgvector looks at several rows for each that it hands on; its own limit is enough for some 3,000.
            ] + (request.walk.map { ["hnsw.max_scan_tuples = \(max(20_000, 6 * $0.nearest))"] } ?? [])
        }
    }

    /// The whole search as one round trip.
    ///
    /// The settings hold for this transaction only; the first one makes Citus hand the others to its workers, and
    /// means nothing elsewhere. SET takes no parameters: its values are numbers of ours.
    /// - Parameters:
    ///   - request: what is looked for.
    ///   - prefix: `EXPLAIN`, to see the plan instead.
    /// - Returns: the statements, and which of them answers with the rows.
    func statements(_ request: Request, prefix: String = "") -> (all: [Statement], rows: Int) {
        let before = SearchPlan.begin(settings(request))
        let sql: Fragment = "\(sql: prefix)\(sql(request))"
        // A connection keeps what it prepares, and texts of filters are many.
        let search: Statement = request.filter.isEmpty ? .prepared(joining: sql) : .plain(joining: sql)
        return (before + [search, .plain("COMMIT")], before.count)
    }

    /// Begins a transaction that only reads, with settings of its own.
    static func begin(_ settings: [String]) -> [Statement] {
        [.plain("BEGIN READ ONLY")]
            + (["citus.propagate_set_commands = 'local'"] + settings).map { .plain("SET LOCAL \($0)") }
    }
}
