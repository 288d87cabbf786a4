import ImageSearch
import Scheduling

/// The towers of a model, compiled.
struct LoadedTowers: Sendable {
    let precision: Precision
    let image: ImageTower?
    let text: TextTower?

    /// Compiles the towers on threads outside Swift's pool, because that blocks for half a second and more.
    ///
    /// The runtime's threads take the rank of the one that starts them. The text tower comes first, so that its threads rank
    /// as any program's whatever the image tower's do (docs/decisions/0023).
    static func load(
        _ package: ModelPackage, _ wanted: Precision, _ towers: CLIPEmbedder.Towers, picturePriority: Priority,
        cacheFolder: String?
    ) async throws -> LoadedTowers {
        let files = package.files
        let loader = try await blocking {
            let core = try Core()
            let precision = try wanted.effective(allowed: package.precisions, capabilities: core.capabilities())
            return TowerLoader(
                core: core, files: files, precision: precision, cacheFolder: cacheFolder,
                hasIntegerWeights: package.hasIntegerWeights)
        }
        async let _ = keepMappedWeightsSmall(in: cacheFolder)
        let text = try await blocking {
            towers == .imageOnly ? nil : try TextTower(loader, files.textModel, padID: package.text.padID)
        }
        if towers == .both { try await text?.warmUp(package) }
        let thread = WorkQueue<Void>("loading", threads: 1)
        let image = try await Priority.$current.withValue(picturePriority) {
            try await thread.run {
                towers == .textOnly ? nil : try ImageTower(loader, files.imageModel, package.preprocessing)
            }
        }
        return LoadedTowers(precision: wanted == .int8 ? .int8 : loader.precision, image: image, text: text)
    }

    /// The number of components that the towers agree on: what their files say, else what they give.
    func dimensions(_ package: ModelPackage) async throws -> Int {
        let ofImages = try await image?.dimensions(grey(package))
        let ofTexts = try await text?.dimensions(package.usualTokens(4))
        guard let dimensions = ofImages ?? ofTexts, dimensions == ofTexts ?? dimensions else {
            throw ModelError(
                .unsupported,
                "the towers make embeddings of \(ofImages ?? 0) and \(ofTexts ?? 0) components: they are no pair")
        }
        return dimensions
    }

    /// Runs the image tower once, so that the first query is as fast as the others.
    func warmUp(_ package: ModelPackage) async throws { _ = try await image?.embed(grey(package)) }

    /// Runs the towers that are loaded as the first queries will.
    func tryOut(_ package: ModelPackage) async throws {
        if let image { _ = try Embedding(normalizing: try await image.embed(grey(package))) }
        guard let text else { return }
        try await text.warmUp(package)
        _ = try Embedding(normalizing: try await text.embed(package.usualTokens(4)))
    }

    private func grey(_ package: ModelPackage) -> Pixels {
        let side = package.geometry.side
        return Pixels(width: side, height: side, rgb: Array(repeating: 128, count: 3 * side * side))
    }
}

extension TextTower {
    /// Runs it on the usual lengths: one that has not run yet costs half as much again.
    fileprivate func warmUp(_ package: ModelPackage) async throws {
        try await learnPadding(package.usualTokens(Self.fewestIDs))
        for length in fixedLength == nil ? 3...16 : 4...4 { _ = try await embed(package.usualTokens(length)) }
    }
}

extension ModelPackage {
    /// At most so many tokens of a text.
    fileprivate func usualTokens(_ length: Int) -> [Int32] {
        tokens(of: "a a a a a a a a a a a a a a", limit: length)
    }
}
