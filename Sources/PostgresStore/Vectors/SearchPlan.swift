import ImageSearch
import PostgresClient

/// How the nearest rows are found; the planner is told, not asked, since its costs know nothing of recall.
enum SearchPlan {
    /// Every row is compared: always right, and fast below some 20,000 rows.
    case exact
    /// The graph is walked.
    case graph

    /// What pgvector allows for the candidates that a walk keeps, and the least number that gives good recall: of a million rows
    /// 100 find .977 of the nearest ten, 200 find .987 (docs/decisions/0021).
    private static let candidates = 200...1000

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
    }

    /// The two texts differ, so that neither ever runs with the cached plan of the other.
    private func sql(_ request: Request) -> Fragment {
        let distance: Fragment =
            """
            \(sql: request.model.column) \(sql: request.vector.distance) \(.halfvec(request.target.embedding))::\(sql: request.vector.halfvec)
            """
        let embedding = request.withEmbeddings ? ", \(request.model.column)" : ""
        let order = self == .exact ? "distance, id" : "distance"
        return """
            SELECT \(sql: PictureColumns.read), \(distance) AS distance\(sql: embedding) FROM images
            WHERE \(request.filter.sql) AND \(sql: request.model.column) IS NOT NULL
            ORDER BY \(sql: order) LIMIT \(.int64(Int64(request.count)))
            """
    }

    private func settings(_ count: Int) -> [String] {
        switch self {
        case .exact: return ["enable_indexscan = off"]
        case .graph:
            let kept = min(max(2 * count, SearchPlan.candidates.lowerBound), SearchPlan.candidates.upperBound)
            return [
                "enable_seqscan = off", "enable_sort = off", "enable_bitmapscan = off", "hnsw.ef_search = \(kept)",
                "hnsw.iterative_scan = relaxed_order",
            ]
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
        let settings = ["citus.propagate_set_commands = 'local'"] + settings(request.count)
        let before = [.plain("BEGIN READ ONLY")] + settings.map { Statement.plain("SET LOCAL \($0)") }
        let search = Statement.prepared(joining: "\(sql: prefix)\(sql(request))")
        return (before + [search, .plain("COMMIT")], before.count)
    }

    /// About how many rows a filter lets through, as the planner's statistics tell: nothing is read for it.
    static func estimate(_ filter: Filter, _ session: Session) throws -> Int? {
        let plan = try session.run(.plain(joining: "EXPLAIN SELECT FROM images WHERE \(filter.sql)"))
        return plan.count > 0 ? plan.text(0, 0).firstMatch(of: #/ rows=([0-9]+)/#).flatMap { Int($0.1) } : nil
    }
}
