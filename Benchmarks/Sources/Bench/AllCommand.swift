import ArgumentParser
import Foundation

/// Measures everything in one run: a table, and the same as JSON.
struct AllCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "all", abstract: "Measure everything.")

    /// The parts, each of which can be measured alone.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case indexing, starting, texts, pictures, repeated, together
    }

    @OptionGroup var places: Places

    @Option(help: "The folder of the model.")
    var model = "data/bench/model"

    @Option(help: "f32 or bf16.")
    var precision = "bf16"

    @Option(help: "How often each measurement is repeated, turn by turn with its limit.")
    var rounds = 3

    @Option(help: "Seconds of each measurement.")
    var pause = 4.0

    @Option(parsing: .upToNextOption, help: "What to measure.")
    var only: [Part] = Part.allCases

    @Option(help: "Where the figures are written as JSON.")
    var json = "data/bench/figures.json"

    func run() async throws {
        let run = try Run(self)
        say("machine: \(run.machine)")
        run.setup.removeDatabases()
        run.setup.removeUploads()
        if only.contains(.indexing) { try await run.indexing() }
        if only.contains(.starting) { try await run.starting() }
        if !Set(only).isDisjoint(with: [.texts, .pictures, .repeated]) { try await run.serving(Set(only)) }
        if only.contains(.together) { try await run.together() }
        print(run.report.table)
        try run.report.write(to: json, machine: run.machine)
        say("the same as JSON: \(json)")
    }
}

/// The state of one run of the benchmarks.
private struct Run: Sendable {
    let setup: Setup
    let report = Report()
    let rounds: Int
    let pause: Double
    /// Pictures of each size, how many are indexed, and how near the limit that is to come.
    private let sizes: [(pictures: Pictures, count: Int, goal: Double)]

    init(_ command: AllCommand) throws {
        setup = try command.places.setup(model: command.model, precision: command.precision)
        rounds = command.rounds
        pause = command.pause
        let folder = setup.work + "/pictures"
        sizes = try [("0.3MP", 500, 0.9), ("2MP", 400, 0.9), ("12MP", 250, 0.85)].map {
            (try Pictures(name: $0.0, folder: "\(folder)/\($0.0)"), $0.1, $0.2)
        }
    }

    var machine: [String: String] {
        let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let name = info.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last
        var load = [0.0]
        getloadavg(&load, 1)
        return [
            "processor": name.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown", "cores": "\(cores)",
            "load before": number(load[0]), "precision": setup.precision, "model": setup.model,
            "date": ISO8601DateFormatter().string(from: Date()),
        ]
    }

    func indexing() async throws {
        let indexing = Indexing(setup: setup, report: report, rounds: rounds, pause: pause)
        for (pictures, count, goal) in sizes { try await indexing.run(pictures, count: count, goal: goal) }
    }

    func starting() async throws {
        let images = try sizes[0].pictures.folder(of: 50, in: setup.work)
        try await Starting(setup: setup, report: report, rounds: rounds, images: images, database: "serving").serve()
    }

    func serving(_ parts: Set<AllCommand.Part>) async throws {
        let images = try sizes[0].pictures.folder(of: 50, in: setup.work)
        let program = try setup.run(["serve"], images: images, database: "serving")
        let port = try program.port()
        let texts = TextQueries(setup: setup, report: report, rounds: rounds, pause: pause)
        if parts.contains(.texts) {
            try await texts.one(port)
            try await texts.sixteen(port)
        }
        let pictures = PictureQueries(setup: setup, report: report, rounds: rounds, pause: pause)
        if parts.contains(.pictures) {
            for size in sizes { try await pictures.run(size.pictures, port, goal: 1.15) }
            try await pictures.textsDuringUploads(of: sizes[2].pictures, texts, port)
        }
        let starting = Starting(setup: setup, report: report, rounds: rounds, images: images, database: "serving")
        starting.memory(of: program)
        try starting.search()
        if parts.contains(.repeated) {
            let repeated = RepeatedQueries(setup: setup, report: report, rounds: rounds, pause: pause)
            try await repeated.fill("serving", vectors: 100_000)
            // The program looks for an index every few seconds.
            try await Task.sleep(for: .seconds(6))
            try await repeated.run("serving", port, vectors: 100_000)
        }
        program.stop()
    }

    /// Texts while the program that answers them indexes.
    func together() async throws {
        setup.removeUploads()
        let (pictures, _, _) = sizes[0]
        let images = try pictures.folder(of: 2000, in: setup.work)
        let name = "together_\(Int(Date().timeIntervalSince1970))"
        let program = try setup.run(["serve"], images: images, database: name)
        let texts = TextQueries(setup: setup, report: report, rounds: rounds, pause: pause)
        let port = try program.port()
        let busy = try await texts.ask(port, clients: 1, for: 2 * pause).latencies
        let isStillIndexing = !program.lines.contains { $0.text.contains("indexed ") }
        _ = try program.line(with: "indexed ")
        let idle = try await texts.ask(port, clients: 1, for: pause).latencies
        program.stop()
        try check(isStillIndexing, "indexing to go on while texts are asked: more pictures are needed")
        report.add(
            .time(
                "text query during indexing, p95", 1000 * busy.quantile(0.95), "ms", limit: 1000 * idle.quantile(0.95),
                "p95 idle", atMost: 2, ["p50": 1000 * busy.median]))
    }
}
