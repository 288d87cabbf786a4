import ArgumentParser
import EmbeddedPostgres
import Foundation
import ImageSearch

/// Measures searches of many vectors: building, size, speed, recall.
struct ScaleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale", abstract: "Measure searches of many vectors.")

    @OptionGroup var places: Places

    @Option(parsing: .upToNextOption, help: "How many rows, one number after the other.")
    var rows = [200_000, 1_000_000]

    @Option(help: "A folder that Benchmarks/crops has made: its rows instead, asked for by its texts and its pictures.")
    var crops: String?

    @Option(help: "The components of each vector.")
    var dimensions = 512

    @Option(help: "How many queries recall is measured with.")
    var queries = 100

    @Option(help: "Links of each vector in a graph (HNSW) that takes the place of the program's own index.")
    var m: Int?

    @Option(help: "Candidates while such a graph is built.")
    var efConstruction: Int?

    @Option(help: "Up to so many rows, graphs (HNSW) are built too, to compare.")
    var tryBuildsUpTo = 200_000

    @Option(parsing: .upToNextOption, help: "Numbers of workers to try, and once more a quarter of the memory.")
    var tryWorkers = [0, 1, 2]

    @Option(help: "Seconds of each measurement of speed.")
    var pause = 5.0

    @Option(help: "Where everything is written as JSON.")
    var json = "data/bench/scale.json"

    @Flag(
        help: "Leave the databases there, and take what such a run left: then neither filling nor building is measured."
    )
    var keep = false

    @Flag(help: "Fail when a goal is missed: each is a recall or a count.")
    var strict = false

    func run() async throws {
        let setup = try await places.setup(model: "demo", precision: "f32")
        var machine = try Machine.description(of: setup)
        for name in ["model", "precision", "OpenVINO computes"] { machine[name] = nil }
        let report = Report(machine: machine)
        let settings = self
        let crops = try crops.map { try Crops(folder: $0) }
        for rows in crops.map({ [$0.count] }) ?? rows {
            let name = "scale_\(rows)_\(crops?.dimensions ?? dimensions)" + (crops == nil ? "" : "_crops")
            if !keep { try await drop(name, setup) }
            try await setup.withDatabase(name, .own) { connection in
                let source: any ScaleRows = crops ?? Clusters(dimensions: settings.dimensions, seed: 1)
                try await settings.measure(
                    ScaleDatabase(setup, connection, source, rows: rows), settings.asked(crops), report)
            }
            if !keep { try await drop(name, setup) }
        }
        print(report.text)
        try report.write(to: json)
        if strict { try check(report.missed.isEmpty, "the goals to be met: \(report.missed.joined(separator: ", "))") }
    }

    private func drop(_ name: String, _ setup: Setup) async throws {
        try await setup.withDatabase("postgres", .own) { connection in
            let database = ScaleDatabase(setup, connection, Clusters(dimensions: 1, seed: 1), rows: 0)
            _ = try await database.sql("DROP DATABASE IF EXISTS \(name)")
        }
    }

    /// What is asked: vectors like the rows, and words where there are any.
    private func asked(_ crops: Crops?) -> [(queries: [Embedding], words: Bool)] {
        guard let crops else {
            let clusters = Clusters(dimensions: dimensions, seed: 1)
            return [((0..<queries).map { clusters.embedding(1_000_000_000 + $0) }, false)]
        }
        return [(Array(crops.pictures.prefix(queries)), false), (crops.texts, true)]
    }

    private func measure(
        _ database: ScaleDatabase, _ asked: [(queries: [Embedding], words: Bool)], _ report: Report
    ) async throws {
        try await build(database, report)
        for (queries, words) in asked {
            var table = ScaleTable(database: database, queries: queries, report: report, pause: pause)
            table.words = words
            say("exact answers to \(queries.count) queries")
            let truth = try await table.truth()
            let isGraph = m != nil || efConstruction != nil
            if !isGraph { try await table.defaults(truth) }
            try await table.unfiltered(truth, graph: isGraph)
            guard !words, !isGraph else { continue }
            try await table.filtered()
            if crops == nil { try await FilterTable(database: database, queries: queries, report: report).measure() }
        }
    }

    private func build(_ database: ScaleDatabase, _ report: Report) async throws {
        var table = Table(title: "Building, \(database.rows) rows", columns: ["what", "seconds", "MB"])
        let rate = try await database.fill()
        let rowsSize = try await database.megabytes("images")
        table.add([
            "copying, generating included", rate.map { number(Double(database.rows) / $0) } ?? "", number(rowsSize),
        ])
        let workers = try await database.sql("SHOW max_parallel_maintenance_workers").trimmingCharacters(
            in: .whitespacesAndNewlines)
        let granted = "\(database.grantedKilobytes / 1024) MB of memory"
        let index = try await database.buildIndex()
        table.add([
            "the program's index, \(workers) workers", index.map(number) ?? "",
            number(try await database.megabytes("images_embedding_1")),
        ])
        if database.rows <= tryBuildsUpTo {
            for (workers, memory) in tryWorkers.map({ ($0, 1.0) }) + [(1, 0.25)] {
                let (seconds, fits) = try await database.tryBuilding(workers: workers, memory: memory)
                let part = memory == 1 ? "" : " times \(memory)"
                table.add([
                    "a graph, \(workers) workers, \(granted)\(part)\(fits ? "" : ", too little")", number(seconds), "",
                ])
            }
        }
        if m != nil || efConstruction != nil {
            let (m, efConstruction) = (m ?? 16, efConstruction ?? 200)
            let seconds = try await database.rebuild(m: m, efConstruction: efConstruction)
            table.add([
                "graph with m \(m) and ef_construction \(efConstruction), searched below", number(seconds),
                number(try await database.megabytes("images_embedding_1")),
            ])
        }
        let bits = try await database.buildBits()
        table.add(["graph of bits", bits.map(number) ?? "", number(try await database.megabytes("images_bits"))])
        report.add(table)
    }
}
