import ArgumentParser
import ImageSearch
import ImageSources
import Logging
import PostgresStore

/// Brings the index up to date with a folder.
struct IndexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Index a folder of pictures, sub-folders included.",
        discussion: """
            Only new and changed pictures are opened. Ctrl-C stops at any moment; the next run goes on from there. \
            A broken picture is named once and passed over until it changes; --retry opens it again. A picture that is \
            gone is no longer found, and its vector is kept in case it comes back; --prune deletes those. A folder within \
            one that was indexed before is a part of it, whatever the two are called.
            """)

    @Argument(help: "The folder; by default IMAGES_DIR (with TESTING=1 TEST_IMAGES_DIR).")
    var folder: String?

    @Flag(help: "Delete the vectors of pictures that are gone from this folder.")
    var prune = false

    @Flag(help: "Open files too that were refused before and have not changed since.")
    var retry = false

    @Flag(help: "Print the counts as JSON when it is done.")
    var json = false

    func run() async throws {
        let settings = try Settings.load()
        try await interruptible {
            try await Library(settings).open(for: .indexing) { library in
                do { try await index(folder ?? settings.imagesFolder, in: library) } catch let error as SourceError
                    where folder != nil && error.hint == .imagesFolder
                {
                    throw SourceError(error.description, hint: .namedFolder)
                }
            }
        }
    }

    private func index(_ folder: String, in library: OpenLibrary) async throws {
        let source = try await library.source(at: folder)
        let summary = try await index(source, library.sync(source, retries: retry), library.log)
        // A program that began to index a folder around this one meanwhile has made it a part of that.
        let part = try await library.source(at: folder)
        var deleted: Int?
        if prune {
            let count = try await library.pictures.prune(part.name, below: part.folder)
            Console.note("deleted \(count) pictures that are gone")
            deleted = count
        }
        if json {
            try await Console.print(
                json: SummaryJSON.Index(summary, source: source.shownName, deleted: deleted))
        }
        try await library.refillFacts(ProgressLine())
        try await library.maintainIndex()
        // For fewer the texts would take longer than the pictures; a server has the time.
        if try await library.pictures.estimatedCount() >= 100 { await library.prepareRelevance() }
    }

    private func index(_ source: any ImageSource, _ sync: Sync, _ log: Logger) async throws -> SyncSummary {
        let line = ProgressLine()
        let report = IndexReport()
        defer { line.clear() }
        let summary = try await sync.run { event in
            switch event {
            case .progress(let summary): line.update(report.progress(summary))
            case .saved(let count): log.debug("saved a batch of \(count)")
            case .skipped(let location, let error):
                line.clear()
                Console.note("skipped \(location): \(error)")
            case .unreadable(let path, let reason):
                line.clear()
                Console.note("cannot list \(path): \(reason)")
            case .passedOver(let path, let reason):
                line.clear()
                Console.note("passed over \(path): \(reason)")
            }
        }
        line.clear()
        Console.note(report.result(summary, of: source.shownName))
        return summary
    }
}
