import ArgumentParser
import Logging
import Scheduling

/// Answers over HTTP, and keeps the index up to date.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Index your pictures and answer searches over HTTP.",
        discussion: """
            Indexes IMAGES_DIR (with TESTING=1 TEST_IMAGES_DIR), then listens on PORT and says so. With a large folder \
            it listens after 20 seconds and indexes on while it answers. Stays in the foreground; Ctrl-C stops it, a \
            second one at once.
            """)

    func run() async throws {
        takeShortTimeSlices()
        let settings = try Settings.load()
        let file = openLog(in: settings.dataFolder + "/logs")
        defer { file?.flush() }
        let log = Logger(label: "imagesearch") { _ in LineLogHandler(level: settings.logLevel, file: file) }
        let server = SearchServer(Library(settings, log: log))
        do {
            try await endingAtSecondSignal { try await server.run() }
        } catch {
            // The terminal gets its line at the program's end.
            LineLogHandler.record(error, in: file)
            throw error
        }
        log.info("stopped")
    }

    /// A log that cannot be kept must not keep the program from running, but is told.
    private func openLog(in folder: String) -> LogFile? {
        let path = folder + "/imagesearch.log"
        do { return try LogFile(path) } catch {
            Console.note("no log is kept: cannot write \(path) (\(error))")
            return nil
        }
    }
}
