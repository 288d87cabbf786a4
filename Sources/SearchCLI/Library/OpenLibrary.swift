import CLIPEmbedding
import Foundation
import ImageSearch
import ImageSources
import Logging
import PlaceNames
import PostgresStore
import Scheduling
import ThumbnailFiles
import VipsDecoding

/// An opened database and a loaded model, with the flows over them.
struct OpenLibrary: Sendable {
    let settings: Settings
    let log: Logger
    let decoder: WorkerImageDecoder
    let embedder: CLIPEmbedder
    let pictures: PictureDatabase
    /// The step that the flows share; copies are looked at once, in whichever flow they are.
    private let looking: Looking
    /// The files of stored pictures.
    let originals: FolderOriginals
    /// Answers queries.
    let searcher: Searcher
    /// What is going on, for those who follow it.
    let activity = Activity()
    /// Answers with small versions of pictures.
    let thumbnails: Thumbnails
    private let scorer: CalibratedScorer
    private let calibrator: Calibrator

    init(_ settings: Settings, embedder: CLIPEmbedder, pictures: PictureDatabase, log: Logger) {
        self.settings = settings
        self.embedder = embedder
        self.pictures = pictures
        self.log = log
        decoder = WorkerImageDecoder(limits: settings.decoderLimits)
        let hashing = BlockingThreads("hash", limit: ProcessInfo.processInfo.activeProcessorCount)
        looking = Looking(
            decoder: PlacingDecoder(decoder, places: Self.places(settings, log)), embedder: embedder,
            catalogue: pictures
        ) { bytes in
            try await hashing.run { ContentHash(of: bytes) }
        }
        originals = FolderOriginals(maxBytes: settings.maxFileBytes) { source in
            try await Self.registry(settings, pictures).folder(of: source)
        }
        scorer = CalibratedScorer { try await pictures.estimatedCount() }
        searcher = Searcher(
            looking: looking, vectors: pictures, catalogue: pictures, originals: originals, scorer: scorer)
        calibrator = Calibrator(embedder: embedder, storage: CalibrationFolder(path: settings.cacheFolder))
        thumbnails = Thumbnails(
            catalogue: pictures, originals: originals, maker: decoder, cache: Self.thumbnailFiles(settings, log))
    }

    private static func places(_ settings: Settings, _ log: Logger) -> PlaceNames? {
        guard settings.storesPositions else { return nil }
        return PlaceNames(file: HomeFolder.find().towns) { reason in
            log.warning("places have no names, please run scripts/setup: \(reason)")
        }
    }

    private static func thumbnailFiles(_ settings: Settings, _ log: Logger) -> ThumbnailFiles {
        ThumbnailFiles(folder: settings.dataFolder + "/thumbnails", limit: settings.thumbnailCacheBytes) { reason in
            log.warning("thumbnails are not kept, please make DATA_DIR writable: \(reason)")
        }
    }

    /// Takes in uploads.
    func uploader() throws -> Uploader {
        Uploader(looking: looking, uploads: try uploads(), catalogue: pictures, activity: activity)
    }

    /// Makes vectors for other programs.
    var vectorizer: Vectorizer { Vectorizer(looking: looking) }

    /// Finds texts to try.
    var examples: ExampleQueries {
        ExampleQueries(searcher: searcher, catalogue: pictures, vectors: pictures, scorer: scorer)
    }

    /// Brings the catalogue up to date with a source.
    ///
    /// - Parameters:
    ///   - source: what to go over.
    ///   - retries: opens files too that were refused before and are the same since.
    /// - Returns: what runs once.
    func sync(_ source: any ImageSource, retries: Bool = false) -> Sync {
        Sync(
            source, looking: looking, catalogue: pictures,
            workers: 2 * ProcessInfo.processInfo.activeProcessorCount, retries: retries, activity: activity)
    }

    /// Makes the facts again that an earlier version made; tells how far it is, line by line.
    func refillFacts(_ line: ProgressLine) async throws {
        defer { line.clear() }
        let refill = FactsRefill(
            looking: looking, catalogue: pictures, originals: originals,
            workers: 2 * ProcessInfo.processInfo.activeProcessorCount)
        try await refill.run { line.update("reading dates, cameras and colours: \($0.filled) pictures") }
    }

    /// Has matches tell how likely they are to fit, where it was prepared before.
    func loadRelevance() async { await calibrator.load(into: scorer) }

    /// Has matches tell how likely they are to fit: takes the model about two thousand texts the first time.
    func prepareRelevance() async {
        do {
            try await calibrator.prepare(scorer)
        } catch is CancellationError {
        } catch {
            log.error("matches have no bands: \(ErrorText.line(for: error))", error: error)
        }
    }

    /// Builds the vector index when there are pictures enough, and tells how far it is.
    func maintainGraph() async throws {
        let line = ProgressLine(isTerminal: false) { log.info("\($0)") }
        try await pictures.maintainGraph { progress in
            line.update("building the vector index: \(progress.built) of \(progress.total)")
        }
    }
}

extension Settings {
    /// What a picture may cost.
    var decoderLimits: WorkerImageDecoder.Limits {
        .init(
            pixels: maxPixels, bytes: maxFileBytes, processorSeconds: maxDecodeSeconds, megabytes: maxDecodeMegabytes)
    }
}
