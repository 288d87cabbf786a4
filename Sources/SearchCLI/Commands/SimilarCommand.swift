import ArgumentParser
import ImageSearch

/// Finds pictures that look like one.
struct SimilarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similar",
        abstract: "Find pictures that look like a file, or like an indexed picture.",
        discussion: """
            The picture itself is left out: that with the id, or every copy of the file.

              imagesearch similar holiday.jpg
              imagesearch similar 5f0c1a2b-0000-0000-0000-000000000000 --limit 20

            Ids are part of --ndjson. Exit codes are those of search.
            """)

    @Argument(
        help: ArgumentHelp("A file, a pipe, - for standard input, or an id.", valueName: "file-or-id"),
        completion: .file())
    var picture: String

    @Option(help: ArgumentHelp("How many pictures, 1 to 1000.", valueName: "count"))
    var limit = 20

    @OptionGroup var output: HitOptions

    @OptionGroup var asking: ServerOption

    /// As many as the API gives similar ones at once.
    private static let limits = 1...1000
    /// So many more are asked for, as copies are left out.
    private static let copies = 50

    func run() async throws {
        try output.check()
        let page = try Page(limit: limit)
        guard Self.limits.contains(limit) else {
            throw QueryError(.limit, "limit: Input should be less than or equal to \(Self.limits.upperBound)")
        }
        let settings = try Settings.load()
        if let id = PictureID(picture) {
            let query = Query(try Term(.stored(id, part: nil)), page: try Page(limit: page.limit + 1))
            return try await search(AskedQuery(query), settings, asking, output) { $0.without(limit) { $0.id == id } }
        }
        let query = Query(try Term(.picture(picture, part: nil)), page: try Page(limit: page.limit + Self.copies))
        let asked = try await AskedQuery(query).withPictures(maxBytes: settings.maxFileBytes)
        let content = asked.pictures.values.first.map { ContentHash(of: $0).description } ?? ""
        try await search(asked, settings, asking, output) { findings in
            findings.without(limit) { $0.version.map { content.hasPrefix($0) } ?? false }
        }
    }
}

extension Findings {
    /// So many of the others at most.
    fileprivate func without(_ limit: Int, _ isLeftOut: (Hit) -> Bool) -> Findings {
        var findings = self
        findings.hits = Array(hits.filter { !isLeftOut($0) }.prefix(limit))
        return findings
    }
}
