/// Thumbnails: searches while they are made, and how many a second come from the cache.
struct Thumbnails: Sendable {
    /// As many as a browser has connections to one host, and two more.
    private static let clients = 8

    let report: Report
    let library: FilledLibrary
    let rounds: Int
    let pause: Double

    func run(_ port: UInt16, texts: TextQueries) async throws {
        let ids = try HTTPConnection(port: port).pictures(limit: min(library.files, 5000))
        try await makeWhileSearching(ids, port, texts)
        var rates = Sample()
        for _ in 0..<rounds {
            let connections = try (0..<Self.clients).map { _ in try HTTPConnection(port: port) }
            rates.add(
                try await repeated(on: Self.clients, for: pause) { thread, count in
                    try connections[thread].thumbnail(of: ids[(count * Self.clients + thread) % ids.count])
                }.rate)
        }
        report.add(
            Figure(
                name: "thumbnails from the cache, \(Self.clients) clients", value: rates.median, unit: "a second",
                goal: ">= 3000 a second", isMet: rates.median >= 3000))
    }

    private func makeWhileSearching(_ ids: [String], _ port: UInt16, _ texts: TextQueries) async throws {
        let resting = try await texts.ask(port, clients: 1, for: 2 * pause).latencies
        async let making = onThreads(Self.clients) { thread in
            let connection = try HTTPConnection(port: port)
            return try seconds {
                for place in stride(from: thread, to: ids.count, by: Self.clients) {
                    try connection.thumbnail(of: ids[place])
                }
            }
        }
        let busy = try await texts.ask(port, clients: 1, for: 2 * pause).latencies
        let took = try await making.max() ?? .nan
        report.add(
            .time(
                "text query while \(ids.count) thumbnails are made, p95", 1000 * busy.quantile(0.95), "ms",
                limit: 1000 * resting.quantile(0.95), "p95 at rest", atMost: 2,
                [
                    "p50 ms": 1000 * busy.median, "p50 at rest, ms": 1000 * resting.median,
                    "thumbnails a second": Double(ids.count) / took,
                ]))
    }
}
