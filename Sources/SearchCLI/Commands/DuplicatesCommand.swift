import ArgumentParser
import ImageSearch
import JSONText

/// Lists groups of pictures that are much alike.
struct DuplicatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates",
        abstract: "List pictures that are there more than once.",
        discussion: """
            Each group begins with the best of its pictures: most pixels, most bytes, oldest. Each line is a size in bytes, a date \
            and a path, and an empty line ends a group. Nothing is deleted; a script can decide:

              imagesearch duplicates --level picture --ndjson
              imagesearch duplicates --paths0 | xargs -0 ls -l

            A running server of the same data folder answers.

            Levels: content (the same bytes), picture (the same picture in another format, size or compression), scene (much the \
            same view).
            """)

    @Option(
        help: ArgumentHelp("How alike: content, picture or scene.", valueName: "level"),
        completion: .list(DuplicateLevel.allCases.map(\.rawValue)), transform: Self.level)
    var level = DuplicateLevel.content

    @Flag(help: "Print an array of all groups, each an array of what is known of its pictures.")
    var json = false

    @Flag(help: "Print each group as one line of JSON.")
    var ndjson = false

    @Flag(
        name: .customLong("paths0"),
        help: "Print the paths of all but the best of each group, each with a zero byte behind it, for xargs -0.")
    var paths = false

    @OptionGroup var asking: ServerOption

    private static func level(_ text: String) throws -> DuplicateLevel {
        guard let level = DuplicateLevel(rawValue: text) else {
            throw ValidationError("--level is '\(text)'; it has to be content, picture or scene")
        }
        return level
    }

    func validate() throws {
        guard [json, ndjson, paths].count(where: { $0 }) <= 1 else {
            throw ValidationError("please give only one of --json, --ndjson and --paths0")
        }
    }

    func run() async throws {
        let settings = try Settings.load()
        try await interruptible {
            try await Asking(settings: settings, choice: asking).run { try await list($0) }
        }
    }

    /// Writes each part as it is found; an array alone has to wait for the last one.
    private func list(_ library: any LibraryTeller) async throws {
        var (all, count): ([JSON], Int) = ([], 0)
        var cursor: String?
        repeat {
            let part = try await library.duplicates(level, after: cursor)
            count += part.groups.count
            if json { all += part.groups.map(JSON.array) } else { try await write(part.groups) }
            cursor = part.next
        } while cursor != nil
        if json { try await Console.print(jsonLines: [JSON.array(all).text]) }
        if count == 0 { Console.note("no two pictures are that much alike") }
    }

    private func write(_ groups: [[JSON]]) async throws {
        if ndjson { return try await Console.print(jsonLines: groups.map { JSON.array($0).text }) }
        if paths {
            return try await Console.print(zeroTerminated: groups.flatMap { $0.dropFirst().map(Self.path) })
        }
        try await Console.print(lines: groups.flatMap { $0.map(Self.line) + [""] })
    }

    private static func path(_ picture: JSON) -> String { picture["path"]?.string ?? "" }

    private static func line(_ picture: JSON) -> String {
        let size = String(picture["size"]?.integer ?? 0)
        let date = picture["date"]?.string ?? ""
        return String(repeating: " ", count: max(0, 10 - size.count)) + "\(size)  \(date)  \(path(picture))"
    }
}
