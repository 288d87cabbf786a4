import ArgumentParser
import ImageSearch
import PostgresStore
import SearchHTTP

/// Tells what is stored, in numbers.
struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Tell what is indexed, in numbers.",
        discussion: """
            Of large libraries most numbers are reckoned up from a sample, and are told as such ("about").
            """)

    @Flag(help: "Print the numbers as JSON.")
    var json = false

    func run() async throws {
        let settings = try Settings.load()
        try await interruptible {
            let statistics = try await Library(settings).withPictures { try await $0.statistics() }
            if json { return try await Console.print(json: StatisticsReport(statistics)) }
            try await Console.print(lines: StatisticsReport(statistics).lines)
        }
    }
}

/// What is stored, as it is printed.
struct StatisticsReport: Encodable {
    struct Folder: Encodable {
        let name: String
        let pictures, gone: Int
        let bytes: Int64
        /// In UTC.
        let indexed: String?
        /// The newest indexing run came to its end.
        let complete: Bool
    }

    let exact: Bool
    let pictures, gone, refused, with_position, favourites: Int
    let bytes: Int64
    let formats: [String: Int]
    /// By the cameras' clocks, where they told.
    let first, last: String?
    let sources: [Folder]

    init(_ statistics: CatalogueStatistics) {
        exact = statistics.isExact
        (pictures, gone, refused) = (statistics.pictures, statistics.gone, statistics.refused)
        (with_position, favourites) = (statistics.withPosition, statistics.favourites)
        bytes = statistics.sources.reduce(0) { $0 + $1.bytes }
        formats = Dictionary(uniqueKeysWithValues: statistics.formats.map { ($0.key.rawValue, $0.value) })
        first = statistics.dates.map { momentText($0.lowerBound) }
        last = statistics.dates.map { momentText($0.upperBound) }
        sources = statistics.sources.map { source in
            Folder(
                name: source.source.name, pictures: source.pictures, gone: source.gone, bytes: source.bytes,
                indexed: (source.runFinished ?? source.runBegun).map { momentText($0) },
                complete: source.runFinished != nil)
        }
    }

    /// For people.
    var lines: [String] {
        let about = exact ? "" : "about "
        let kinds = formats.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
        var lines = ["pictures       \(about)\(pictures), \(byteCount(bytes))"]
        if let first, let last { lines.append("dates          \(first) to \(last)") }
        if !kinds.isEmpty { lines.append("formats        \(kinds.joined(separator: ", "))") }
        lines.append("with position  \(about)\(with_position)")
        lines.append("favourites     \(favourites)")
        lines.append("gone           \(about)\(gone)")
        lines.append("refused        \(refused)")
        return lines + sources.map(line)
    }

    private func line(_ source: Folder) -> String {
        let when = source.indexed.map { source.complete ? "indexed \($0)" : "indexing since \($0), or cut short" }
        return
            "source         \(source.name): \(source.pictures), \(byteCount(source.bytes)), \(when ?? "never indexed")"
    }
}
