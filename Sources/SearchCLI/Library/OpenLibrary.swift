import CLIPEmbedding
import Foundation
import ImageSearch
import ImageSources
import Logging
import PostgresStore
import VipsDecoding

/// An opened database and a loaded model, with the flows over them.
struct OpenLibrary: Sendable {
    let settings: Settings
    let log: Logger
    let decoder: WorkerImageDecoder
    let embedder: CLIPEmbedder
    let store: PostgresVectorStore

    init(_ settings: Settings, embedder: CLIPEmbedder, store: PostgresVectorStore, log: Logger) {
        self.settings = settings
        self.embedder = embedder
        self.store = store
        self.log = log
        decoder = WorkerImageDecoder(
            limits: .init(
                pixels: settings.maxPixels, bytes: settings.maxFileBytes, processorSeconds: settings.maxDecodeSeconds,
                megabytes: settings.maxDecodeMegabytes))
    }

    /// Answers queries.
    var searcher: Searcher { Searcher(decoder: decoder, embedder: embedder, store: store) }

    /// Takes in uploads.
    func uploader() throws -> Uploader {
        Uploader(
            decoder: decoder, embedder: embedder, store: store, uploads: try uploads())
    }

    /// Brings the store up to date with a source.
    ///
    /// - Parameters:
    ///   - source: what to index.
    ///   - retries: opens files too that were refused before and are the same since.
    /// - Returns: what runs once.
    func indexer(of source: any ImageSource, retries: Bool = false) -> Indexer {
        Indexer(
            source: source, decoder: decoder, embedder: embedder, store: store,
            workers: 2 * ProcessInfo.processInfo.activeProcessorCount, retries: retries)
    }

    /// Builds the graph of vectors when there are pictures enough, and tells how far it is.
    func maintainGraph() async throws {
        let line = ProgressLine(isTerminal: false) { log.info("\($0)") }
        try await store.maintainIndex { progress in
            line.update("building the search graph: \(progress.built) of \(progress.total)")
        }
    }
}
