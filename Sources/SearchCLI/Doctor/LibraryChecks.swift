import CLIPEmbedding
import Foundation
import ImageSearch
import ModelPackages
import PostgresStore
import VipsDecoding

/// Looks at what is opened: model, database, index, and how well searches find.
struct LibraryChecks {
    /// With fewer pictures all of them are compared, and no index is wanted.
    private static let indexThreshold = 20_000
    /// So many searches are held against a comparison with every picture.
    private static let sample = 20
    /// Of so many of the nearest pictures.
    private static let nearest = 10
    /// Less is told.
    private static let leastRecall = 0.95

    let library: OpenLibrary

    /// What is looked at before anything is opened: a model that would have to be downloaded is not.
    static func model(_ settings: Settings) -> Check {
        Check("model files") {
            let name = settings.modelName
            if name == "demo" { return .ok("demo, which ships with the program") }
            if FileManager.default.fileExists(atPath: name) { return .ok(displayedPath(name)) }
            let installed = try await ModelResolver.installed(in: settings.modelsFolder)
            let names = [name, KnownModel.all.first { $0.repository == name }?.name]
            guard let known = installed.first(where: { names.contains($0.name) }) else {
                return .fault("\(name) is not downloaded yet: run imagesearch models --fetch")
            }
            guard known.isComplete else {
                return .fault("\(name) is not downloaded to its end: run imagesearch models --fetch")
            }
            return .ok("\(name) in \(displayedPath(known.folder))")
        }
    }

    var all: [Check] {
        let library = library
        return [
            Check("model") { try await Self.embedding(library) },
            Check("decoder") {
                try await library.decoder.checkReadiness()
                return .ok("pictures are decoded by processes of their own")
            },
            Check("database") { try await Self.database(library.pictures) },
            Check("vector index") { try await Self.index(library.pictures) },
            Check("pictures") { try await Self.recall(library.pictures, try await Self.pictures(library.pictures)) },
            Check("words") { try await Self.recall(library.pictures, try await Self.words(library.embedder)) },
        ]
    }

    private static func embedding(_ library: OpenLibrary) async throws -> Check.Verdict {
        _ = try await library.embedder.embed("a photo")
        let start = ContinuousClock.now
        _ = try await library.embedder.embed("a photo of a tree in a garden")
        let (model, precision) = (library.embedder.model, library.embedder.precision.rawValue)
        let time = decimal((ContinuousClock.now - start) / .milliseconds(1))
        return .ok("\(model.name), \(model.dimensions) dimensions, \(precision), \(time) ms a text")
    }

    private static func database(_ pictures: PictureDatabase) async throws -> Check.Verdict {
        let health = try await pictures.health()
        guard health.hasSoundIndexes else {
            return .fault(
                "pgvector \(health.vector) can break its indexes: install 0.8.4 or newer, and ALTER EXTENSION vector UPDATE"
            )
        }
        return .ok("PostgreSQL \(health.server), pgvector \(health.vector)")
    }

    private static func index(_ pictures: PictureDatabase) async throws -> Check.Verdict {
        let count = try await pictures.estimatedCount()
        let indexes = try await pictures.health().indexes
        if let index = indexes.first(where: \.isValid) { return .ok("\(index.kind) over about \(count) pictures") }
        guard count >= indexThreshold else { return .ok("none is needed: \(count) pictures are compared one by one") }
        return .fault(
            "about \(count) pictures have none, so that searches are slow: run imagesearch index, which builds it at its end"
        )
    }

    /// Stored pictures as queries.
    private static func pictures(_ pictures: PictureDatabase) async throws -> [SearchTarget] {
        let start = PictureID(bytes: (0..<16).map { _ in .random(in: 0...255) })
        return try await pictures.embeddings(sample, from: start).map { SearchTarget($0, of: .pictures) }
    }

    /// Descriptions as queries.
    private static func words(_ embedder: CLIPEmbedder) async throws -> [SearchTarget] {
        var targets: [SearchTarget] = []
        let texts = TextBankSample.texts(sample)
        for text in texts { targets.append(SearchTarget(try await embedder.embed(text), of: .words)) }
        return targets
    }

    private static func recall(_ pictures: PictureDatabase, _ targets: [SearchTarget]) async throws -> Check.Verdict {
        guard let recall = try await pictures.recall(of: targets, count: nearest) else {
            return .fault("nothing is indexed: run imagesearch index FOLDER")
        }
        let text = "\(decimal(100 * recall)) % of the nearest \(nearest) are found, in \(targets.count) searches"
        return recall >= leastRecall
            ? .ok(text) : .fault("\(text): run imagesearch index, which rebuilds the index when it is needed")
    }
}
