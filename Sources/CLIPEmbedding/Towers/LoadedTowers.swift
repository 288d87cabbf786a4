import ImageSearch
import ModelPackages
import OpenVINORuntime
import Scheduling

/// The towers of a model, compiled.
struct LoadedTowers: Sendable {
    let precision: Precision
    let image: ImageTower?
    let text: TextTower?
    private let tokenizer: ModelTokenizer
    private let geometry: PixelGeometry

    /// Compiles the towers on threads outside Swift's pool, because that blocks for half a second and more.
    ///
    /// The runtime's threads take the priority of the one that starts them. The text tower comes first, so that its threads
    /// have that of any program's whatever the image tower's have (docs/decisions/0023).
    static func load(
        _ package: ModelPackage, _ tokenizer: ModelTokenizer, _ wanted: Precision, _ towers: CLIPEmbedder.Towers,
        picturePriority: Priority, cache: CompiledModelCache
    ) async throws -> LoadedTowers {
        let files = package.files
        let (loader, precision) = try await blocking {
            let runtime = try InferenceRuntime(cache: cache)
            let precision = try wanted.effective(allowed: package.precisions, capabilities: runtime.capabilities())
            let loader = TowerLoader(
                runtime: runtime, files: files, arithmetic: precision == .bf16 ? .bf16 : .f32,
                hasIntegerWeights: package.hasIntegerWeights)
            return (loader, precision)
        }
        async let _ = cache.keepMappedMemorySmall()
        let text = try await blocking {
            towers == .imageOnly ? nil : try TextTower(loader, files.layout.textTower, padID: tokenizer.padID)
        }
        if towers == .both { try await text?.warmUp(tokenizer) }
        let thread = WorkQueue<Void>("loading", threads: 1)
        let image = try await Priority.$current.withValue(picturePriority) {
            try await thread.run {
                towers == .textOnly ? nil : try ImageTower(loader, files.layout.imageTower, package.preprocessing)
            }
        }
        return LoadedTowers(
            precision: wanted == .int8 ? .int8 : precision, image: image, text: text, tokenizer: tokenizer,
            geometry: package.geometry)
    }

    /// The number of components that the towers agree on: what their files say, else what they give.
    func dimensions() async throws -> Int {
        let ofImages = try await image?.dimensions(grey)
        let ofTexts = try await text?.dimensions(tokenizer.usualTokens(4))
        guard let dimensions = ofImages ?? ofTexts, dimensions == ofTexts ?? dimensions else {
            throw ModelError(
                .unsupported,
                "the towers make embeddings of \(ofImages ?? 0) and \(ofTexts ?? 0) components: they are no pair")
        }
        return dimensions
    }

    /// Runs the image tower once, so that the first query is as fast as the others.
    func warmUp() async throws { _ = try await image?.embed(grey) }

    /// Runs the towers that are loaded as the first queries will.
    func tryOut() async throws {
        if let image { _ = try Embedding(normalizing: try await image.embed(grey)) }
        guard let text else { return }
        try await text.warmUp(tokenizer)
        _ = try Embedding(normalizing: try await text.embed(tokenizer.usualTokens(4)))
    }

    private var grey: Pixels {
        let side = geometry.side
        return Pixels(width: side, height: side, rgb: Array(repeating: 128, count: 3 * side * side))
    }
}

extension TextTower {
    /// Runs it on the usual lengths: one that has not run yet costs half as much again.
    fileprivate func warmUp(_ tokenizer: ModelTokenizer) async throws {
        try await learnPadding(tokenizer.usualTokens(Self.minimumIDs))
        for length in fixedLength == nil ? 3...16 : 4...4 { _ = try await embed(tokenizer.usualTokens(length)) }
    }
}

extension ModelTokenizer {
    /// At most so many tokens of a text.
    fileprivate func usualTokens(_ length: Int) -> [Int32] {
        tokens(of: "a a a a a a a a a a a a a a", limit: length)
    }
}
