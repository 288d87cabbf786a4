/// How soon the first query after a time of rest is answered.
struct Idle: Sendable {
    let setup: Setup
    let report: Report
    /// How often the rest is repeated.
    let rounds: Int
    /// Seconds of rest.
    let rest: Double

    private static let laterQueries = 30

    func run(images: String) async throws {
        let program = try await setup.run(["serve"], images: images, database: "serving")
        let port = try await program.port()
        let next = Counter()
        var first: [Double] = []
        var later: [Double] = []
        _ = try ask(port, Self.laterQueries, next)
        for _ in 0..<rounds {
            try await Task.sleep(for: .seconds(rest))
            first += try ask(port, 1, next)
            later += try ask(port, Self.laterQueries, next)
        }
        await program.stop()
        report.add(
            .time(
                "first text query after \(number(rest)) s at rest", 1000 * Sample(first).median, "ms",
                limit: 1000 * Sample(later).median, "later ones, p50", atMost: 1.2,
                ["rests": Double(rounds), "longest": 1000 * (first.max() ?? .nan)]))
    }

    /// New questions over a new connection; a server may close one that rests.
    private func ask(_ port: UInt16, _ count: Int, _ next: Counter) throws -> [Double] {
        let connection = try HTTPConnection(port: port)
        return try (0..<count).map { _ in try seconds { try connection.search(Queries()[next.next()]) } }
    }
}
