import ArgumentParser
import Foundation
import ImageSearch
import PostgresStore

/// Measures searches of many vectors: building, size, speed, recall.
struct ScaleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale", abstract: "Measure searches of many vectors.")

    @OptionGroup var places: Places

    @Option(help: "How many rows.")
    var rows = 200_000

    @Option(help: "The components of each vector.")
    var dimensions = 512

    @Option(help: "How many queries recall is measured with.")
    var queries = 100

    @Option(help: "Links of each vector in the graph; other than 16 replaces the program's index.")
    var m = 16

    @Option(help: "Candidates while the graph is built; other than 64 replaces the program's index.")
    var efConstruction = 64

    @Option(help: "Seconds of each measurement of speed.")
    var pause = 5.0

    @Flag(help: "Only what the program does by default, and fail when its recall is below the goal.")
    var short = false

    func run() async throws {
        let setup = try places.setup(model: "demo", precision: "f32")
        let settings = self
        try await setup.withDatabase("scale_\(rows)_\(dimensions)", .own) { connection in
            try await settings.run(setup, connection)
        }
    }

    private func run(_ setup: Setup, _ connection: ConnectionSettings) async throws {
        let database = ScaleDatabase(setup, connection, rows: rows, dimensions: dimensions)
        try await database.fill()
        try await database.buildIndexes(bits: !short)
        if m != 16 || efConstruction != 64 { try database.rebuild(m: m, efConstruction: efConstruction) }
        let clusters = Clusters(dimensions: dimensions, seed: 1)
        let queries = (0..<self.queries).map { clusters.embedding(1_000_000_000 + $0) }
        say("exact answers to \(queries.count) queries")
        let scale = ScaleTable(database: database, queries: queries, pause: pause)
        if short { return try await scale.checkDefaults() }
        try await scale.unfiltered()
        try await scale.filtered()
        let table = "\(rows) rows of \(dimensions) dimensions\n\n" + scale.lines.joined(separator: "\n")
        print(table)
    }
}
