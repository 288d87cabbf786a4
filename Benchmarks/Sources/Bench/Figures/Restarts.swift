import EmbeddedPostgres
import Foundation

/// Whether those who ask notice that the database is restarted.
struct Restarts: Sendable {
    let setup: Setup
    let report: Report
    /// Seconds of asking before and after each restart.
    let pause: Double

    private static let clients = 4
    private static let limit = 5

    /// What came of the queries of one client or of all.
    private struct Answers: Sendable {
        var waits: [Double] = []
        var failures: [String] = []
    }

    /// Serves from a server of the benchmark's own, which dies once by SIGKILL and is once told to shut down.
    func run(images: String) async throws {
        let folder = setup.work + "/restarted"
        try? FileManager.default.removeItem(atPath: folder)
        let server = EmbeddedServer(folder: folder, binaries: setup.binaries, database: "restarted", log: Setup.silent)
        let (answers, away) = try await server.run(.own) { settings in
            let program = try await setup.run(
                ["serve"], images: images, database: "", ["DATABASE_URL": settings.shellArgument])
            let answers = try await restart(folder + "/cluster/postmaster.pid", under: program.port())
            await program.stop()
            return answers
        }
        for failure in answers.failures.prefix(5) { say("failed: \(failure)") }
        report.add(
            Figure(
                name: "text queries while the database is killed and shut down, \(Self.clients) clients: failed",
                value: Double(answers.failures.count), unit: "of \(answers.waits.count + answers.failures.count)",
                goal: "none", isMet: answers.failures.isEmpty,
                details: [
                    "longest wait s": answers.waits.max() ?? .nan, "p50 ms": 1000 * Sample(answers.waits).median,
                    "database away s, SIGKILL": away[0], "database away s, SIGINT": away[1],
                ]))
    }

    /// - Returns: the answers, and how long the database took to be back, each time.
    private func restart(_ note: String, under port: UInt16) async throws -> (Answers, [Double]) {
        let end = StopSign()
        async let asked = onThreads(Self.clients) { client in try ask(port, client, until: end) }
        var away: [Double] = []
        do {
            defer { end.raise() }
            for signal in [SIGKILL, SIGINT] {
                try await Task.sleep(for: .seconds(pause))
                away.append(try await restart(note, by: signal))
            }
            try await Task.sleep(for: .seconds(pause))
        }
        let answers = try await asked.reduce(into: Answers()) {
            $0.waits += $1.waits
            $0.failures += $1.failures
        }
        return (answers, away)
    }

    /// Ends the server, and waits until another process of it takes connections.
    private func restart(_ note: String, by signal: Int32) async throws -> Double {
        guard let process = Self.server(note) else { throw Failure("expected a ready server in \(note)") }
        let start = now()
        kill(process, signal)
        while now() < start + 60 {
            if let next = Self.server(note), next != process { return now() - start }
            try await Task.sleep(for: .milliseconds(2))
        }
        throw Failure("the database did not come back in a minute")
    }

    /// The server's process, once it takes connections (PostgreSQL's pidfile.h: the first and the eighth line).
    private static func server(_ note: String) -> Int32? {
        let lines = ((try? String(contentsOfFile: note, encoding: .utf8)) ?? "").split(
            separator: "\n", omittingEmptySubsequences: false)
        return lines.count >= 8 && lines[7].hasPrefix("ready") ? Int32(lines[0]) : nil
    }

    /// Asks new questions one after the other; a wrong answer counts as a failure.
    private func ask(_ port: UInt16, _ client: Int, until end: StopSign) throws -> Answers {
        var answers = Answers()
        var connection = try HTTPConnection(port: port)
        while !end.isRaised {
            let query = Queries()[8000 * client + answers.waits.count]
            do {
                let wait = try seconds {
                    let count = try connection.search(query, limit: Self.limit)
                    try check(count == Self.limit, "\(Self.limit) matches, not \(count)")
                }
                answers.waits.append(wait)
            } catch {
                answers.failures.append("\(error)")
                usleep(100_000)
                connection = try HTTPConnection(port: port)
            }
        }
        return answers
    }
}
