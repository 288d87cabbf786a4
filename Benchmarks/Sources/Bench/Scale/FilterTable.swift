import ImageSearch
import PostgresStore

/// The program's own searches with filters: those that choose by lot, and those that go with what pictures show.
struct FilterTable: Sendable {
    private static let limit = 10

    let database: ScaleDatabase
    let queries: [Embedding]
    let report: Report

    /// Recall against the exact answers, and speed, beside a search without a filter.
    func measure() async throws {
        let store = try await PictureDatabase(database.connection, log: Setup.log)
        var table = Table(
            title: "The program's filters, \(database.rows) rows, limit \(Self.limit)",
            columns: ["filter", "recall@10", "rows, fewest", "p50 ms", "p95 ms", "first, ms"])
        for (name, filter, sql) in filters {
            let exact = SearchSQL(way: .exact, limit: Self.limit, filter: sql)
            let truth = try await database.find(queries, exact)
            var (times, hits, fewest) = (Sample(), 0, Self.limit)
            for (query, wanted) in zip(queries, truth) {
                var found: [Neighbour] = []
                let target = SearchTarget(query, of: .pictures)
                let duration = try await seconds {
                    found = try await store.nearest(
                        to: target, where: filter, count: Self.limit, withEmbeddings: false)
                }
                times.add(1000 * duration)
                hits += Set(wanted).intersection(found.map { Substring($0.picture.id.description) }).count
                fewest = min(fewest, found.count)
                try check(found.count == wanted.count, "as many rows as there are, \(name)")
            }
            // Of few rows, none may be of the rarest source.
            let all = truth.map(\.count).reduce(0, +)
            let recall = all == 0 ? 1 : Double(hits) / Double(all)
            table.add(
                [name, number(recall), "\(fewest)"]
                    + [times.median, times.quantile(0.95), times.values[0]].map(number))
            report.add(
                Figure(
                    name: "\(database.rows) rows: recall@10, \(name)", value: recall, unit: "",
                    goal: ">= 0.98, always as many rows as there are", isMet: recall >= 0.98))
        }
        report.add(table)
    }

    /// Each filter with its name and the same condition as SQL.
    private var filters: [(String, Filter, String)] {
        [("no filter", Filter(), "true")]
            + ["50 %", "10 %", "1 %", "0.1 %", "0.01 %"].map {
                ("keeps \($0)", Filter(.source($0)), "source = '\($0)'")
            }
            + [
                ("keeps 10 %, ten themes", Filter(.folder("3")), "path ^@ '3/'"),
                ("keeps 1 %, one theme", Filter(.folder("3/7")), "path ^@ '3/7/'"),
            ]
    }
}
