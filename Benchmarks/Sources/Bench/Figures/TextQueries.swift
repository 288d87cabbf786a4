/// How soon text queries are answered, beside the bare text tower.
struct TextQueries: Sendable {
    let setup: Setup
    let report: Report
    let rounds: Int
    let pause: Double
    private let next = Counter()

    init(setup: Setup, report: Report, rounds: Int, pause: Double) {
        self.setup = setup
        self.report = report
        self.rounds = rounds
        self.pause = pause
    }

    /// One client, each query a new one.
    func one(_ port: UInt16) async throws {
        let request = try setup.bareModel().textTower(hint: "LATENCY").request(length: Queries.tokens)
        var bare: [Double] = []
        var whole: [Double] = []
        for _ in 0..<rounds {
            bare += try await repeated(on: 1, for: pause) { _, _ in try request.run() }.latencies.values
            whole += try await ask(port, clients: 1).latencies.values
        }
        let milliseconds = Sample(whole.map { 1000 * $0 })
        report.add(
            .time(
                "text query, 1 client, p50", milliseconds.median, "ms", limit: 1000 * Sample(bare).median,
                "bare text tower", atMost: 1.2, ["p95": milliseconds.quantile(0.95)]))
    }

    /// Sixteen clients, each query a new one.
    func sixteen(_ port: UInt16) async throws {
        let ways = try bareWays()
        var best: [Double] = []
        var whole: [Double] = []
        var latencies: [Double] = []
        var rates: [String: [Double]] = [:]
        for _ in 0..<rounds {
            var rounds: [Double] = []
            for way in ways {
                let bare = try await repeated(on: way.requests.count, for: pause / 2) { thread, _ in
                    try way.requests[thread].run()
                }
                rounds.append(bare.rate * Double(way.batch))
                rates[way.name, default: []].append(bare.rate * Double(way.batch))
            }
            best.append(rounds.max() ?? .nan)
            let answers = try await ask(port, clients: 16)
            whole.append(answers.rate)
            latencies += answers.latencies.values
        }
        var details = rates.mapValues { Sample($0).median }
        details["p50 ms"] = 1000 * Sample(latencies).median
        report.add(
            .rate(
                "text queries, 16 clients", Sample(whole).median, "queries/s", limit: Sample(best).median,
                "best bare rate", atLeast: 0.9, details))
    }

    /// A way to run the bare tower on many texts.
    private struct Way {
        var name: String
        var batch: Int
        var requests: [BareRequest]
    }

    private func bareWays() throws -> [Way] {
        let model = try setup.bareModel()
        let together = try model.textTower(hint: "LATENCY")
        let apart = try model.textTower(hint: "THROUGHPUT")
        let streams = apart.requestCount
        var ways = [
            Way(
                name: "bare \(streams) at once", batch: 1,
                requests: try (0..<streams).map { _ in try apart.request(length: Queries.tokens) })
        ]
        guard setup.model != "demo" else { return ways }  // its text tower takes one text at a time
        for batch in [4, 16] {
            ways.append(
                Way(
                    name: "bare batch of \(batch)", batch: batch,
                    requests: [try together.request(batch: batch, length: Queries.tokens)]))
        }
        ways.append(
            Way(
                name: "bare \(streams) batches of 8", batch: 8,
                requests: try (0..<streams).map { _ in try apart.request(batch: 8, length: Queries.tokens) }))
        return ways
    }

    /// Asks new questions for a while.
    func ask(_ port: UInt16, clients: Int, for duration: Double? = nil) async throws -> Throughput {
        let queries = Queries()
        let connections = try (0..<clients).map { _ in try HTTPConnection(port: port) }
        return try await repeated(on: clients, for: duration ?? pause) { thread, _ in
            try connections[thread].search(queries[next.next()])
        }
    }
}
