import ArgumentParser
import Foundation

/// Measures everything in one run: a table, and the same as JSON.
struct AllCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "all", abstract: "Measure everything.")

    /// The parts, each of which can be measured alone.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case decoding, indexing, starting, texts, pictures, repeated, together, restart, idle, long
        case thumbnails, answers, page, scrolling
    }

    @OptionGroup var places: Places

    @Option(help: "The folder of the model.")
    var model = "data/bench/model"

    @Option(help: "auto, f32, bf16 or int8, as MODEL_PRECISION; auto is resolved as the program does it.")
    var precision = "auto"

    @Option(help: "How often each measurement is repeated, turn by turn with its limit.")
    var rounds = 3

    @Option(help: "Seconds of each measurement.")
    var pause = 4.0

    @Option(help: "Seconds of rest before a query that is to be as fast as the others; 3600 and more only once.")
    var idle = 60.0

    @Option(help: "How many pictures are indexed to see whether memory grows, with the model that ships.")
    var long = 20_000

    @Option(help: "How many rows the page searches.")
    var pageRows = 200_000

    @Option(parsing: .upToNextOption, help: "What to measure.")
    var only: [Part] = Part.allCases

    @Option(help: "Where the figures are written as JSON.")
    var json = "data/bench/figures.json"

    func run() async throws {
        let run = try await Run(self)
        run.setup.removeDatabases()
        run.setup.removeUploads()
        if only.contains(.decoding) { try await run.decoding() }
        if only.contains(.indexing) { try await run.indexing() }
        if only.contains(.starting) { try await run.starting() }
        if !Set(only).isDisjoint(with: [.texts, .pictures, .repeated]) { try await run.serving(Set(only)) }
        if only.contains(.together) { try await run.together() }
        if only.contains(.restart) { try await run.restart() }
        if only.contains(.idle) { try await run.rest(idle) }
        if !Set(only).isDisjoint(with: [.thumbnails, .answers, .page, .scrolling]) {
            try await run.page(rows: pageRows, Set(only))
        }
        if only.contains(.long) { try await run.long(count: long, places) }
        print(run.report.text)
        try run.report.write(to: json)
    }
}
