/// What filters, bands and explanations add to the time of a search.
struct Answers: Sendable {
    private static let limit = 10
    /// What is asked beside the words, and whether the answer is to explain itself.
    private static let ways: [(name: String, filter: String, explains: Bool)] = [
        ("with bands", "", false),
        ("with a filter that all rows meet", " type:jpeg", false),
        ("with a filter that a quarter meets", " height:<500", false),
        ("with a filter that one in a thousand meets", " name:/17", false),
        ("with an explanation", "", true),
        ("with filter and explanation", " type:jpeg", true),
    ]

    let report: Report
    let library: FilledLibrary
    let queries: Int

    /// Each query is a new one, so that its words are embedded; the ways take turns.
    func run(_ port: UInt16) async throws {
        let connection = try HTTPConnection(port: port)
        var plain = Sample()
        var others = [Sample](repeating: Sample(), count: Self.ways.count)
        for number in 0..<queries {
            let first = number * (Self.ways.count + 1)
            plain.add(1000 * (try seconds { try connection.search(Queries()[first], limit: Self.limit) }))
            for (place, way) in Self.ways.enumerated() {
                let text = Queries()[first + 1 + place] + way.filter
                others[place].add(
                    1000
                        * (try seconds {
                            try connection.search(query: text, limit: Self.limit, explains: way.explains)
                        }))
            }
        }
        for (way, times) in zip(Self.ways, others) {
            report.add(
                .time(
                    "query \(way.name), \(library.rows) rows, p50", times.median, "ms", limit: plain.median,
                    "the plain search", atMost: 1.2,
                    ["p95": times.quantile(0.95), "p95 of the plain search": plain.quantile(0.95)]))
        }
    }
}
