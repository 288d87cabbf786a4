import ImageSearch
import ImageSources
import Logging
import ServiceLifecycle

/// Brings the store up to date with the folders once; what goes wrong is told and does not end the program.
struct SyncService: Service {
    let library: OpenLibrary
    /// Is opened when all folders were gone through.
    let firstSync: Gate

    func run() async throws {
        await untilShutdown {
            // Searches come first.
            await Priority.$current.withValue(.background) { await syncAll() }
            firstSync.open()
        }
    }

    private func syncAll() async {
        let settings = library.settings
        do { try await library.uploads().prepare() } catch { library.log.error("\(ErrorText.line(for: error))") }
        for folder in [settings.imagesFolder, settings.uploadsFolder] where !Task.isCancelled { await sync(folder) }
        await refillFacts()
    }

    private func refillFacts() async {
        let log = library.log
        do {
            try await library.refillFacts(ProgressLine(isTerminal: false) { log.info("\($0)") })
        } catch is CancellationError {
        } catch {
            log.error("filling in facts stopped: \(ErrorText.line(for: error))", error: error)
        }
    }

    private func sync(_ folder: String) async {
        do {
            let source = try await library.source(at: folder)
            try await sync(source)
            // A program that began to index a folder around this one meanwhile has made it a part of that.
            _ = try await library.source(at: folder)
        } catch is CancellationError {
        } catch let error as SourceError {
            library.log.warning("\(displayedPath(folder)) is not indexed: \(ErrorText.line(for: error))")
        } catch {
            library.log.error("indexing \(displayedPath(folder)) stopped: \(ErrorText.line(for: error))", error: error)
        }
    }

    private func sync(_ source: FolderSource) async throws {
        let report = IndexReport()
        let log = library.log
        let line = ProgressLine(isTerminal: false) { log.info("\($0)") }
        let summary = try await library.sync(source).run { event in
            switch event {
            case .progress(let summary): line.update(report.progress(summary))
            case .saved(let count): log.debug("saved a batch of \(count)")
            case .skipped(let location, let error): log.warning("skipped \(location): \(error)")
            case .unreadable(let path, let reason): log.warning("cannot list \(path): \(reason)")
            case .passedOver(let path, let reason): log.notice("passed over \(path): \(reason)")
            }
        }
        if summary.found > 0 || summary.keptUnseen > 0 { log.info("\(report.result(summary, of: source.shownName))") }
    }
}
