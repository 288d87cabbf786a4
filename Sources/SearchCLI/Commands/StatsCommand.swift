import ArgumentParser
import JSONText

/// Tells what is stored, in numbers.
struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Tell what is indexed, in numbers.",
        discussion: """
            Of large libraries most numbers are reckoned up from a sample, and are told as such ("about"). A running server of \
            the same data folder answers.
            """)

    @Flag(help: "Print the numbers as one line of JSON, that of the API's /stats.")
    var json = false

    @OptionGroup var asking: ServerOption

    func run() async throws {
        let settings = try Settings.load()
        try await interruptible {
            let report = try await Asking(settings: settings, choice: asking).run { library in
                StatisticsReport(try await library.statistics())
            }
            if json { return try await Console.print(jsonLines: [report.json.text]) }
            try await Console.print(lines: report.lines)
        }
    }
}
