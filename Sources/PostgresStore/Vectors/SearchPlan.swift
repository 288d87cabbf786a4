import ImageSearch
import PostgresClient

/// How the nearest rows are found; the planner is told, not asked, since its costs know nothing of recall.
enum SearchPlan {
    /// Every row is compared: always right, and fast below some 20,000 rows.
    case exact
    /// The graph of the HNSW index is walked.
    case index

    /// What pgvector allows for the candidates that a walk keeps, and the fewest that give good recall: of a million rows
    /// 100 find .977 of the nearest ten, 200 find .987 (docs/decisions/0021).
    private static let candidates = 200...1000

    /// The two texts differ, so that neither ever runs with the cached plan of the other.
    private func sql(_ vector: VectorExtension) -> String {
        let distance = "embedding \(vector.distance) $1::\(vector.halfvec)"
        let order =
            switch self {
            case .exact: "\(distance), id"
            case .index: distance
            }
        return """
            SELECT id, source, path, \(distance) FROM images WHERE missing_since IS NULL
            ORDER BY \(order) LIMIT $2
            """
    }

    private func settings(_ limit: Int) -> [String] {
        switch self {
        case .exact: return ["enable_indexscan = off"]
        case .index:
            let kept = min(max(2 * limit, SearchPlan.candidates.lowerBound), SearchPlan.candidates.upperBound)
            return [
                "enable_seqscan = off", "enable_sort = off", "hnsw.ef_search = \(kept)",
                "hnsw.iterative_scan = relaxed_order",
            ]
        }
    }

    /// The whole search as one round trip.
    ///
    /// The settings hold for this transaction only; the first one makes Citus hand the others to its workers, and
    /// means nothing elsewhere. SET takes no parameters: its values are numbers of ours.
    /// - Parameters:
    ///   - query: what is looked for.
    ///   - limit: 1...1,000.
    ///   - vector: how the database names its vectors.
    ///   - prefix: `EXPLAIN`, to see the plan instead.
    /// - Returns: the statements, and which of them answers with the rows.
    func statements(
        _ query: Embedding, _ limit: Int, _ vector: VectorExtension, prefix: String = ""
    ) -> (all: [Statement], rows: Int) {
        let settings = ["citus.propagate_set_commands = 'local'"] + settings(limit)
        let before = [.plain("BEGIN READ ONLY")] + settings.map { Statement.plain("SET LOCAL \($0)") }
        let search = Statement.prepared(prefix + sql(vector), .halfvec(query), .int64(Int64(limit)))
        return (before + [search, .plain("COMMIT")], before.count)
    }
}
