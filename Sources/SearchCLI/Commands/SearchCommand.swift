import ArgumentParser
import Foundation
import ImageSearch
import Scheduling

/// Searches once, and prints the matches.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find pictures by words, by pictures, and by what is known of them.",
        discussion: """
            A query is words, pictures (a path that begins with ./, /, ../ or ~/, or id:...), what to leave out, and filters; \
            docs/query-language.md has all of it:

              imagesearch search "a green tree" --limit 4
              imagesearch search '2:cat + ./sofa.jpg - snow in:trips after:2023'
              imagesearch search --image holiday.jpg --json

            On a terminal each row is a band (likely, maybe, unlikely), a cosine distance (smaller is nearer) and a path; into a \
            pipe or a file each line is a distance and a path. A running server of the same data folder answers, so that no \
            model is loaded.

            Exit code 1 says, as grep's does, that nothing is likely to fit; where it is not known how likely pictures fit, that \
            there is none.
            """)

    @Argument(help: ArgumentHelp("What the pictures should show: a query.", valueName: "query"))
    var text: String?

    @Option(
        help: ArgumentHelp(
            "A picture to find similar ones to: a file, a pipe, or - for standard input.", valueName: "file"),
        completion: .file())
    var image: String?

    @Option(help: ArgumentHelp("How many pictures, 1 to 5000. (default: 5)", valueName: "count"))
    var limit: Int?

    @OptionGroup var output: HitOptions

    @OptionGroup var asking: ServerOption

    func validate() throws {
        if text == nil, image == nil { throw ValidationError("please give either a text or --image FILE") }
    }

    func run() async throws {
        try output.check()
        let settings = try Settings.load()
        let asked = try AskedQuery(text: text, image: image, limit: limit)
        try await search(asked, settings, asking, output) { $0 }
    }
}

/// The server that is to be asked.
struct ServerOption: ParsableArguments {
    @Option(
        name: .customLong("server"),
        help: ArgumentHelp("Ask this server, such as http://photos.local:8000.", valueName: "url"))
    var url: String?

    @Flag(name: .customLong("no-server"), help: "Open the database and the model here, even if a server runs.")
    var withoutServer = false

    func validate() throws {
        guard url == nil || !withoutServer else {
            throw ValidationError("please give only one of --server and --no-server")
        }
    }
}

/// Asks a query, and writes what it finds.
///
/// - Parameters:
///   - asked: the query, without its pictures.
///   - settings: what is set.
///   - asking: who is to answer.
///   - output: how what was found is written.
///   - choice: takes out what is not to be shown.
/// - Throws: `ExitCode` 1 when nothing fits.
func search(
    _ asked: AskedQuery, _ settings: Settings, _ asking: ServerOption, _ output: HitOptions,
    _ choice: @escaping @Sendable (Findings) -> Findings
) async throws {
    for note in asked.notes { Console.note("\(note)") }
    let isFound = try await interruptible {
        // Standard input can be read only once.
        var asked = asked.pictures.isEmpty ? try await asked.withPictures(maxBytes: settings.maxFileBytes) : asked
        asked.isExplaining = output.explain
        return try await Asking(settings: settings, choice: asking).run(for: asked.query) { [asked] answerer in
            let findings = choice(try await answerer.search(asked))
            for name in try await blocking({ asked.query.wordsThatAreFiles }) {
                Console.note("searched for '\(name)' as words; ./\(name) searches by the picture")
            }
            if findings.hits.isEmpty { Console.note(asked.query.nothingFound) }
            try await HitReport(options: output, settings: settings, answerer: answerer).write(findings)
            return findings.isSuccess
        }
    }
    if !isFound { throw ExitCode(ExitStatus.notFound) }
}

extension Query {
    /// Words that are the path of a file here: a picture's begins with `./`, `../`, `/` or `~/`.
    fileprivate var wordsThatAreFiles: [String] {
        terms.compactMap { term in
            guard case .words(let text) = term.kind else { return nil }
            return FileManager.default.fileExists(atPath: text) ? text : nil
        }
    }

    /// What an empty answer means.
    fileprivate var nothingFound: String {
        filter.isEmpty && !onlyLikely
            ? "nothing is indexed yet: imagesearch index FOLDER" : "no picture meets all that was asked for"
    }
}
