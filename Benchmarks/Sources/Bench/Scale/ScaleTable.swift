import ImageSearch
import PostgresStore
import Synchronization

/// Recall and speed of the ways to search.
final class ScaleTable: Sendable {
    private let database: ScaleDatabase
    private let queries: [Embedding]
    private let pause: Double
    private let table = Mutex<[String]>([])

    init(database: ScaleDatabase, queries: [Embedding], pause: Double) {
        self.database = database
        self.queries = queries
        self.pause = pause
    }

    /// The table so far, in Markdown.
    var lines: [String] { table.withLock { $0 } }

    private func add(_ columns: [String]) {
        let line = "| \(columns.joined(separator: " | ")) |"
        table.withLock { $0.append(line) }
        say(line)
    }

    /// The program's defaults reach their goals; for CI.
    func checkDefaults() async throws {
        for limit in [1, 10, 100] {
            let truth = try database.find(queries, SearchSQL(way: .exact, limit: limit))
            let found = try database.find(queries, .program(limit: limit))
            try check(found.allSatisfy { $0.count == limit }, "\(limit) rows for each query")
            let recall = Self.recall(found, truth)
            try check(recall >= 0.98, "recall@\(limit) of 0.98 or more, not \(recall)")
            say("recall@\(limit) \(number(recall))")
        }
    }

    /// Each number of candidates, all rows.
    func unfiltered() async throws {
        let truth = try database.find(queries, SearchSQL(way: .exact, limit: 100))
        add(["way", "recall@1", "recall@10", "recall@100", "p50 ms", "p95 ms", "queries/s, 4 connections"])
        add(Array(repeating: "---", count: 7))
        var ways: [(String, SearchSQL.Way)] = [("exact", .exact)]
        ways += [40, 100, 200, 400].map { ("graph, ef_search \($0)", .graph(candidates: $0)) }
        ways += [100, 400].map { ("bits, \($0) candidates", .bits(candidates: $0, dimensions: database.dimensions)) }
        for (name, way) in ways {
            let recalls = try [1, 10, 100].map { limit in
                let found = try database.find(queries, SearchSQL(way: way, limit: limit))
                return Self.recall(found, truth.map { Array($0.prefix(limit)) })
            }
            add([name] + recalls.map(number) + (try await speed(SearchSQL(way: way, limit: 10))))
        }
    }

    /// Filters that keep ever fewer rows, and how the walk goes on when too few were found.
    func filtered() async throws {
        add(Array(repeating: "", count: 7))
        add([
            "**filter keeps**", "**iterative scan**", "**recall@10**", "**rows of 10**", "**p50 ms**", "**p95 ms**",
            "**queries/s**",
        ])
        for share in ["50 %", "10 %", "1 %", "0.1 %"] {
            let filter = "source = '\(share)'"
            let truth = try database.find(queries, SearchSQL(way: .exact, limit: 10, filter: filter))
            var ways: [(String, SearchSQL.Way)] = ["off", "strict_order", "relaxed_order"].map {
                ($0, .graph(candidates: 100, iterative: $0))
            }
            ways.append(("relaxed_order, ef_search 200", .graph(candidates: 200)))
            ways.append(("exact", .exact))
            for (name, way) in ways {
                let search = SearchSQL(way: way, limit: 10, filter: filter)
                let found = try database.find(queries, search)
                let rows = Double(found.map(\.count).reduce(0, +)) / Double(found.count)
                add([share, name, number(Self.recall(found, truth)), number(rows)] + (try await speed(search)))
            }
        }
    }

    /// p50, p95, and the rate of four connections.
    private func speed(_ search: SearchSQL) async throws -> [String] {
        let bench = try PGBench(database.setup, database.connection, Array(queries.prefix(20)), search)
        let one = try await bench.run(clients: 1, for: pause)
        let four = try await bench.run(clients: 4, for: pause)
        return [1000 * one.latencies.median, 1000 * one.latencies.quantile(0.95), four.rate].map(number)
    }

    private static func recall(_ found: [[Substring]], _ truth: [[Substring]]) -> Double {
        let hits = zip(found, truth).map { Set($0).intersection($1).count }.reduce(0, +)
        return Double(hits) / Double(truth.map(\.count).reduce(0, +))
    }
}
