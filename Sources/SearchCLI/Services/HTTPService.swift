import CLIPEmbedding
import ImageSearch
import ImageSources
import LocalFiles
import Logging
import PostgresStore
import Scheduling
import SearchHTTP
import ServiceLifecycle
import VipsDecoding

/// The program that `serve` runs: database, model, indexing and HTTP, from the start to a graceful end.
struct SearchService: Service {
    /// How long the first indexing may hold back the port.
    private static let patience = Duration.seconds(20)
    /// How long the first search, which makes the later ones fast, may hold it back.
    private static let firstSearchLimit = Duration.seconds(5)

    private let library: Library
    private var settings: Settings { library.settings }
    private var log: Logger { library.log }

    init(_ library: Library) { self.library = library }

    func run() async throws {
        do {
            try await library.withStore(.own) { store in
                guard let embedder = try await cancelWhenGracefulShutdown({ try await load(for: store) }) else {
                    return
                }
                try await serve(embedder, store)
            }
        } catch is CancellationError {
            // A graceful end came while the model or the database was being prepared.
        }
    }

    private func load(for store: PostgresVectorStore) async throws -> CLIPEmbedder? {
        let embedder = try await library.embedder(picturePriority: .background)
        try await store.adopt(embedder.model)
        log.info(
            "model \(embedder.model.name), \(embedder.model.dimensions) dimensions, \(embedder.precision.rawValue)")
        return embedder
    }

    private func serve(_ embedder: CLIPEmbedder, _ store: PostgresVectorStore) async throws {
        let isIndexed = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // Searches come first.
                await Priority.$current.withValue(.background) {
                    await cancelWhenGracefulShutdown {
                        await keepIndexed(embedder, store)
                        // Building the graph is not waited for: until it is there, searches compare every picture.
                        isIndexed.open()
                        await maintain(store)
                    }
                }
            }
            group.addTask {
                await cancelWhenGracefulShutdown { await isIndexed.wait(atMost: Self.patience) }
                try await answer(embedder, store)
                throw Ended()
            }
            group.addTask {
                await cancelWhenGracefulShutdown { await rehearse(embedder, store) }
            }
            do { for try await _ in group {} } catch is Ended { group.cancelAll() }
        }
    }

    private func rehearse(_ embedder: CLIPEmbedder, _ store: PostgresVectorStore) async {
        await Rehearsal(embedder: embedder, store: store) {
            await embedder.releaseUnusedMemory()
            log.debug("gave back unused memory; a search for nothing follows")
        }.run()
    }

    // MARK: HTTP

    private func answer(_ embedder: CLIPEmbedder, _ store: PostgresVectorStore) async throws {
        let searcher = library.searcher(embedder: embedder, store: store)
        // The first picture finds a worker; /readyz tells when there is none.
        do { try await library.decoder.start() } catch { log.error("\(String(reflecting: error))") }
        // The first query finds a connection open and its statements prepared, as the later ones do.
        await cancelWhenGracefulShutdown {
            await limited(to: Self.firstSearchLimit) { _ = try? await searcher.search(text: "a photo") }
        }
        let connections = Descriptors.connections(
            within: Descriptors.raiseLimit(), refused: SearchAPIConfiguration.refusedAtOnce)
        let api = SearchAPI(
            searcher: searcher,
            uploader: try library.uploader(embedder: embedder, store: store),
            configuration: SearchAPIConfiguration(
                maxBodyBytes: settings.maxFileBytes, maxConnections: connections,
                allowedOrigins: Set(settings.corsOrigins),
                allowedHosts: Set(settings.allowedHosts))
        ) {
            try await library.decoder.checkReadiness()
            try await store.checkReadiness()
        }
        let application = api.application(host: settings.host, port: settings.port, logger: log) { port in
            let host = ["0.0.0.0", "127.0.0.1", "::", "::1"].contains(settings.host) ? "localhost" : settings.host
            log.info("ready: http://\(host):\(port) (Ctrl-C stops)")
            // Counting reads the whole table, which takes seconds when it is large and not in memory yet.
            if let count = try? await store.count() { log.info("\(count) pictures can be found") }
        }
        do { try await application.run() } catch {
            throw ListenError(error, host: settings.host, port: settings.port) ?? error
        }
    }

    // MARK: indexing

    /// Brings the index up to date once; what goes wrong is told and does not end the service.
    private func keepIndexed(_ embedder: CLIPEmbedder, _ store: PostgresVectorStore) async {
        do { try await library.uploads(in: store).prepare() } catch { log.error("\(ErrorText.line(for: error))") }
        for folder in [settings.imagesFolder, settings.uploadsFolder] {
            do {
                let source = try await library.source(at: folder, in: store)
                try await index(source, library.indexer(of: source, embedder: embedder, store: store))
                // A program that began to index a folder around this one meanwhile has made it a part of that.
                _ = try await library.source(at: folder, in: store)
            } catch is CancellationError {
                return
            } catch let error as SourceError {
                log.warning("\(displayedPath(folder)) is not indexed: \(error)")
            } catch {
                log.error("indexing \(displayedPath(folder)) stopped: \(ErrorText.line(for: error))", error: error)
            }
        }
    }

    private func index(_ source: FolderSource, _ indexer: Indexer) async throws {
        let report = IndexReport()
        let line = ProgressLine(isTerminal: false) { log.info("\($0)") }
        let summary = try await indexer.run { event in
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

    private func maintain(_ store: PostgresVectorStore) async {
        do {
            try await library.maintainIndex(of: store)
        } catch is CancellationError {
        } catch {
            log.error("the search index was not built: \(ErrorText.line(for: error))", error: error)
        }
    }
}

/// The HTTP server has come to its end, and so has the service.
private struct Ended: Error {}

/// Something that is waited for until it happens, or for a while.
private final class Gate: Sendable {
    private let channel = AsyncStream.makeStream(of: Never.self)

    /// Lets everyone through from now on.
    func open() { channel.continuation.finish() }

    /// Waits until it is open, or the time is up.
    func wait(atMost limit: Duration) async {
        await limited(to: limit) { for await _ in self.channel.stream {} }
    }
}

/// Runs work that is cancelled when its time is up.
private func limited(to limit: Duration, _ work: @escaping @Sendable () async -> Void) async {
    await withTaskGroup(of: Void.self) { group in
        group.addTask { await work() }
        group.addTask { try? await Task.sleep(for: limit) }
        await group.next()
        group.cancelAll()
    }
}
