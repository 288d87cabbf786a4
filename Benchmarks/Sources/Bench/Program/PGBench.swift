import EmbeddedPostgres
import Foundation
import ImageSearch
import PostgresClient

/// PostgreSQL's own load generator, running searches as prepared statements.
struct PGBench: Sendable {
    private let program: String
    private let arguments: [String]
    private let logs: String

    /// Writes a script for each query.
    init(_ setup: Setup, _ settings: ConnectionSettings, _ queries: [Embedding], _ sql: SearchSQL) throws {
        program = setup.binaries + "/pgbench"
        let folder = setup.work + "/pgbench"
        logs = folder + "/latencies"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var arguments: [String] = []
        for (index, query) in queries.enumerated() {
            let file = "\(folder)/query-\(index).sql"
            // pgbench makes a parameter of each variable, as the program does.
            let lines = ["\\startpipeline"] + sql.statements(":q\(index)").map { $0 + ";" } + ["\\endpipeline", ""]
            try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
            arguments += ["-D", "q\(index)=\(literal(query.values))", "-f", file]
        }
        self.arguments = arguments + [settings.shellArgument]
    }

    /// What pgbench has measured; latencies in seconds.
    func run(clients: Int, for duration: Double) async throws -> (rate: Double, latencies: Sample) {
        let output = try await output(clients, duration)
        let line = output.split(separator: "\n").first { $0.hasPrefix("tps = ") } ?? ""
        guard let rate = line.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) }), rate > 0 else {
            throw Failure("pgbench said: \(output)")
        }
        return (rate, try latencies())
    }

    private func output(_ clients: Int, _ duration: Double) async throws -> String {
        let options = [
            "-n", "-M", "prepared", "-c", "\(clients)", "-j", "\(min(clients, cores))",
            "-T", "\(Int(max(1, duration)))", "-l", "--log-prefix", logs,
        ]
        return try await Tool.run(program, options + arguments)
    }

    /// pgbench writes a line for each transaction, whose third field is its time in microseconds.
    private func latencies() throws -> Sample {
        let folder = URL(fileURLWithPath: logs).deletingLastPathComponent()
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasPrefix("latencies") }
        defer { for file in files { try? FileManager.default.removeItem(at: file) } }
        let lines = try files.flatMap { try String(contentsOf: $0, encoding: .utf8).split(separator: "\n") }
        return Sample(lines.compactMap { Double($0.split(separator: " ")[2]).map { $0 / 1e6 } })
    }
}
