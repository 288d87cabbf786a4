import Foundation

/// How soon the program is ready, and how much memory it holds.
struct Starting: Sendable {
    let setup: Setup
    let report: Report
    let rounds: Int
    let images: String
    let database: String

    /// `serve`, with and without models compiled by an earlier start.
    func serve() async throws {
        try? FileManager.default.removeItem(atPath: setup.cache)
        _ = try await start()  // makes the database, indexes
        var cold: [Double] = []
        var warm: [Double] = []
        var first: [Double] = []
        var later: [Double] = []
        for _ in 0..<rounds {
            try FileManager.default.removeItem(atPath: setup.cache)
            cold.append(try await start().ready)
            let start = try await start()
            warm.append(start.ready)
            first.append(start.firstQuery)
            later.append(start.laterQuery)
        }
        report.add(
            .bounded(
                "serve: ready after, models compiled before", Sample(warm).median, "s", atMost: 2,
                ["models not compiled yet": Sample(cold).median]))
        report.add(
            .time(
                "serve: first query", 1000 * Sample(first).median, "ms", limit: 1000 * Sample(later).median,
                "later ones, p50", atMost: 1.2))
    }

    private func start() async throws -> (ready: Double, firstQuery: Double, laterQuery: Double) {
        let program = try await setup.run(["serve"], images: images, database: database)
        let ready = try await program.time(of: "ready: http://") - program.start
        let connection = try await HTTPConnection(port: program.port())
        let queries = Queries()
        let first = try seconds { try connection.search(queries[0]) }
        let later = try (1...30).map { number in try seconds { try connection.search(queries[number]) } }
        await program.stop()
        return (ready, first, Sample(later).median)
    }

    /// `search` as a process of its own, while `serve` runs the database.
    func search() async throws {
        var times: [Double] = []
        var peaks: [Double] = []
        for round in 0..<max(rounds, 3) {
            let end = try await setup.run(["search", Queries()[round]], database: database).finish()
            times.append(end.seconds)
            peaks.append(end.peakMegabytes)
        }
        report.add(.bounded("search as one process", Sample(times).median, "s", atMost: 1))
        report.add(.bounded("search as one process: memory at most", Sample(peaks).median, "MB", atMost: 350))
    }

    /// The memory of a serving program that has answered queries of every kind, after some seconds of rest: once a minute it
    /// gives back what it needs no more.
    func memory(of program: Program, rest: Double) async throws {
        let before = program.memory("VmRSS")
        try await Task.sleep(for: .seconds(rest))
        report.add(
            .bounded(
                "serve: resident memory", program.memory("VmRSS"), "MB", atMost: 600,
                [
                    "private": program.memory("RssAnon"), "mapped files": program.memory("RssFile"),
                    "before the rest": before, "at most since the start": program.memory("VmHWM"),
                ]))
    }
}
