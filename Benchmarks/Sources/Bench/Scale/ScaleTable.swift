import ImageSearch
import PostgresStore

/// Recall and speed of the ways to search.
struct ScaleTable: Sendable {
    let database: ScaleDatabase
    let queries: [Embedding]
    let report: Report
    /// Seconds of each measurement of speed.
    let pause: Double
    /// The limits that are asked with.
    private static let limits = [1, 10, 100]

    /// What a way of searching finds.
    private struct Found {
        var recall: Double
        /// Rows a query, at fewest and on average.
        var fewest: Int
        var rows: Double

        init(_ found: [[Substring]], _ truth: [[Substring]]) {
            let hits = zip(found, truth).map { Set($0).intersection($1).count }.reduce(0, +)
            recall = Double(hits) / Double(truth.map(\.count).reduce(0, +))
            fewest = found.map(\.count).min() ?? 0
            rows = Double(found.map(\.count).reduce(0, +)) / Double(found.count)
        }
    }

    /// What the queries are made of: words lie apart from all pictures.
    var words = false
    private var asked: String { words ? ", words" : "" }

    /// The program's own search at each limit: the goals, and that the rows are always as many as were asked for.
    func defaults(_ truth: [[Substring]]) async throws {
        for limit in Self.limits {
            let found = try await found(.program(limit: limit, words: words), truth)
            try check(found.fewest == limit && found.rows == Double(limit), "\(limit) rows for each query")
            report.add(
                Figure(
                    name: "\(database.rows) rows: recall@\(limit) at the defaults\(asked)", value: found.recall,
                    unit: "",
                    goal: limit == 10 ? ">= 0.98, always 10 rows" : "always \(limit) rows",
                    isMet: limit != 10 || found.recall >= 0.98))
        }
    }

    /// The exact answers, 100 rows a query: what the others are compared with.
    func truth() async throws -> [[Substring]] { try await database.find(queries, SearchSQL(way: .exact, limit: 100)) }

    /// Each number of lists, or of candidates where a graph was built instead; all rows.
    func unfiltered(_ truth: [[Substring]], graph: Bool) async throws {
        var table = Table(
            title: "\(database.rows) rows of \(database.dimensions) dimensions\(asked)",
            columns: ["way", "recall@1", "recall@10", "recall@100", "p50 ms", "p95 ms", "queries/s, 4 connections"])
        table.add(["exact", "1", "1", "1"] + (try await speed(SearchSQL(way: .exact, limit: 10))))
        var ways: [(String, SearchSQL.Way)] =
            graph
            ? [40, 100, 200, 400, 1000].map { ("graph, ef_search \($0)", .graph(candidates: $0)) }
            : [15, 33, 75, 145, 255].map { ("\($0) lists", .lists(probes: $0)) }
        ways += [100, 400].map { ("bits, \($0) candidates", .bits(candidates: $0, dimensions: database.dimensions)) }
        for (name, way) in ways {
            var recalls: [Double] = []
            for limit in Self.limits {
                recalls.append(try await found(SearchSQL(way: way, limit: limit), truth).recall)
            }
            table.add([name] + recalls.map(number) + (try await speed(SearchSQL(way: way, limit: 10))))
        }
        report.add(table)
    }

    /// Filters that keep ever fewer rows, and how the walk goes on when too few were found.
    func filtered() async throws {
        var table = Table(
            title: "Filters, \(database.rows) rows, limit 10",
            columns: [
                "filter keeps", "iterative scan", "recall@10", "rows, fewest", "p50 ms", "p95 ms",
                "queries/s, 4 connections",
            ])
        for share in ["50 %", "10 %", "1 %", "0.1 %"] { try await filter(share, &table) }
        report.add(table)
    }

    private func filter(_ share: String, _ table: inout Table) async throws {
        let filter = "source = '\(share)'"
        // Ways that the program does not go as they are: its own filtered search has goals in FilterTable.
        let exact = SearchSQL(way: .exact, limit: 10, filter: filter)
        let truth = try await database.find(queries, exact)
        for (name, probes, scan) in [
            ("33 lists, off", 33, "off"), ("33 lists", 33, "relaxed_order"), ("104 lists", 104, "relaxed_order"),
            ("275 lists", 275, "relaxed_order"),
        ] {
            let search = SearchSQL(way: .lists(probes: probes, iterative: scan), limit: 10, filter: filter)
            let found = try await found(search, truth)
            table.add([share, name, number(found.recall), "\(found.fewest)"] + (try await speed(search)))
        }
        table.add([share, "exact", "1", "\(truth.map(\.count).min() ?? 0)"] + (try await speed(exact)))
    }

    private func found(_ search: SearchSQL, _ truth: [[Substring]]) async throws -> Found {
        Found(try await database.find(queries, search), truth.map { Array($0.prefix(search.limit)) })
    }

    /// p50, p95, and the rate of four connections.
    private func speed(_ search: SearchSQL) async throws -> [String] {
        let bench = try PGBench(database.setup, database.connection, Array(queries.prefix(20)), search)
        let one = try await bench.run(clients: 1, for: pause)
        let four = try await bench.run(clients: 4, for: pause)
        return [1000 * one.latencies.median, 1000 * one.latencies.quantile(0.95), four.rate].map(number)
    }
}
