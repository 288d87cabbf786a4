import ArgumentParser
import ImageSearch
import Scheduling

/// Searches once, and prints the matches.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find the pictures nearest to a text or a picture.",
        discussion: """
            Each line is a cosine distance (smaller is nearer) and a path:

              imagesearch search "a green tree" --limit 4
              imagesearch search --image holiday.jpg --json
            """)

    @Argument(help: "What the pictures should show, in words.")
    var text: String?

    @Option(
        help: ArgumentHelp(
            "A picture to find similar ones to: a file, a pipe, or - for standard input.", valueName: "file"))
    var image: String?

    @Option(help: ArgumentHelp("How many pictures, 1 to 1000.", valueName: "count"))
    var limit = Page.defaultLimit

    @Flag(help: "Print the JSON array that the API answers.")
    var json = false

    func validate() throws {
        if (text == nil) == (image == nil) {
            throw ValidationError("please give either a text or --image FILE")
        }
        do {
            if let text { _ = try Term.words(text) }
            _ = try Page(limit: limit)
        } catch let error as QueryError {
            throw ValidationError("\(error)")
        }
    }

    func run() async throws {
        let settings = try Settings.load()
        try await interruptible {
            let matches = try await search(Library(settings))
            if matches.isEmpty { Console.note("nothing is indexed yet: imagesearch index FOLDER") }
            if json { return try await Console.print(json: MatchList.elements(matches)) }
            try await Console.print(lines: MatchList.lines(matches))
        }
    }

    private func search(_ library: Library) async throws -> [Match] {
        guard let image else {
            return try await library.open(for: .searchingByText) { library in
                try await library.searcher.search(Query(.words(text ?? ""), page: Page(limit: limit))).matches
            }
        }
        let file = NamedFile(path: image, maxBytes: library.settings.maxFileBytes)
        let picture = try await blockingUntilCancelled { try file.read() }
        return try await library.open(for: .searchingByPicture) { library in
            let query = try Query(Term(.picture(image, part: nil)), page: Page(limit: limit))
            return try await library.searcher.search(query, pictures: [image: picture]).matches
        }
    }
}
