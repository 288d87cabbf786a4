/// A search as SQL; its values stand for those of PostgresStore's SearchPlan, which is the program's own.
struct SearchSQL: Sendable {
    enum Way: Sendable {
        /// Every row is compared.
        case exact
        /// The lists with the nearest centres are gone through.
        case lists(probes: Int, iterative: String = "relaxed_order")
        /// A graph that was built instead is walked, with so many candidates.
        case graph(candidates: Int)
        /// The graph of bits is walked for so many candidates, which are then compared in full.
        case bits(candidates: Int, dimensions: Int)
    }
    var way: Way
    var limit: Int
    /// A condition on the rows beside that of the program.
    var filter: String?

    /// What the program asks at a limit, above 20,000 rows, when no pictures came after the index was built.
    static func program(limit: Int, words: Bool = false) -> SearchSQL {
        let root = Double(limit).squareRoot()
        return SearchSQL(way: .lists(probes: Int(words ? 130 + 5 * root : 25 + 2.5 * root)), limit: limit)
    }

    /// The statements of a transaction, as they are pipelined; `query` is what stands for the vector: a literal or a
    /// variable.
    func statements(_ query: String, columns: String = "id, source, path, ") -> [String] {
        let settings = ["citus.propagate_set_commands = 'local'"] + settings
        return ["BEGIN READ ONLY"] + settings.map { "SET LOCAL \($0)" } + [select(query, columns), "COMMIT"]
    }

    private var settings: [String] {
        switch way {
        case .exact: ["enable_indexscan = off"]
        case .lists(let probes, let iterative):
            [
                "enable_seqscan = off", "enable_sort = off", "enable_bitmapscan = off", "ivfflat.probes = \(probes)",
                "ivfflat.iterative_scan = \(iterative)",
            ]
        case .graph(let candidates):
            [
                "enable_seqscan = off", "enable_sort = off", "enable_bitmapscan = off",
                "hnsw.ef_search = \(candidates)", "hnsw.iterative_scan = relaxed_order",
            ]
        case .bits(let candidates, _):
            ["enable_seqscan = off", "hnsw.ef_search = \(candidates)", "hnsw.iterative_scan = relaxed_order"]
        }
    }

    private func select(_ query: String, _ columns: String) -> String {
        let rows = "WHERE missing_since IS NULL" + (filter.map { " AND \($0)" } ?? "")
        let distance = "embedding_1 <=> \(query)::halfvec"
        guard case .bits(let candidates, let dimensions) = way else {
            return "SELECT \(columns)\(distance) FROM images \(rows) ORDER BY \(distance) LIMIT \(limit)"
        }
        let bits =
            "binary_quantize(embedding_1)::bit(\(dimensions)) <~> binary_quantize(\(query)::halfvec(\(dimensions)))"
        return """
            SELECT \(columns)\(distance) FROM (SELECT id, source, path, embedding_1 FROM images \(rows) \
            ORDER BY \(bits) LIMIT \(candidates)) AS nearest ORDER BY \(distance) LIMIT \(limit)
            """
    }
}

/// A vector as SQL writes it.
func literal(_ values: [Float]) -> String { "[\(values.map { String($0) }.joined(separator: ","))]" }
