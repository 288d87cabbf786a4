import ImageSearch
import JSONText

/// Writes the answer to a query as the options say, and opens what is to be opened.
struct HitReport {
    let options: HitOptions
    let settings: Settings
    /// Where the files come from.
    let answerer: any QueryAnswerer

    /// Writes it.
    ///
    /// - Throws: ``OutputError``, ``UsageError``, ``ServerError``, and what finding a file throws.
    func write(_ findings: Findings) async throws {
        try await write(findings.hits)
        if options.open, let first = findings.hits.first { try await PictureOpener(answerer: answerer).open(first) }
    }

    private func write(_ hits: [Hit]) async throws {
        if options.json { return try await Console.print(json: HitList.elements(hits)) }
        if options.ndjson { return try await Console.print(jsonLines: hits.map(\.json.text)) }
        if options.paths { return try await Console.print(zeroTerminated: hits.map(\.path)) }
        if Terminal.isResultShown { try await writeTable(hits) } else { try await writeLines(hits) }
    }

    private func writeLines(_ hits: [Hit]) async throws {
        try await Console.print(lines: hits.flatMap { [HitList.line($0)] + explanation($0) })
    }

    /// Shows a table, with the pictures above their rows where the terminal can show them.
    private func writeTable(_ hits: [Hit]) async throws {
        let columns = Terminal.columns
        let previews = options.previewProtocol.map { Previews($0, settings: settings, answerer: answerer) }
        for (place, hit) in hits.enumerated() {
            if let previews, place < Previews.limit, let picture = await previews.picture(of: hit) {
                try await Console.print(picture: picture)
            }
            try await Console.print(lines: [HitList.row(hit, columns: columns)] + explanation(hit))
        }
    }

    private func explanation(_ hit: Hit) -> [String] { options.explain ? ExplanationText.lines(hit) : [] }
}
