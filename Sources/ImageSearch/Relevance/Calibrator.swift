/// Makes a model's calibration, or takes it from where it was kept.
public struct Calibrator: Sendable {
    /// Keeps one calibration for each name; a failure costs time at the next start, no more.
    public protocol Storage: Sendable {
        /// What was kept under a name; `nil` when there is nothing.
        func load(_ name: String) async -> [UInt8]?
        /// Keeps bytes under a name, whole or not at all.
        func save(_ bytes: [UInt8], as name: String) async
    }

    private let embedder: any Embedder
    private let storage: any Storage

    /// Joins a model and where calibrations are kept.
    public init(embedder: any Embedder, storage: any Storage) {
        self.embedder = embedder
        self.storage = storage
    }

    /// Has a scorer go by the calibration that is kept.
    ///
    /// - Returns: whether there is one for this model and this program's descriptions.
    @discardableResult public func load(into scorer: CalibratedScorer) async -> Bool {
        guard let bytes = await storage.load(name), let kept = Calibration(bytes, of: TextBank.descriptions),
            kept.pictureMean.count == embedder.model.dimensions
        else { return false }
        scorer.use(kept)
        return true
    }

    /// Has a scorer go by this model's calibration, which is made and kept when none is.
    ///
    /// Both towers are needed to make it. It embeds two thousand texts, behind all searches.
    /// - Throws: what the model throws, or `CancellationError`.
    public func prepare(_ scorer: CalibratedScorer) async throws {
        if await load(into: scorer) { return }
        let made = try await Priority.$current.withValue(.background) { try await make(TextBank.descriptions) }
        await storage.save(made.bytes, as: name)
        scorer.use(made)
    }

    /// Embeds descriptions and blank pictures, one after another: a search waits for one of them at most.
    func make(_ texts: [String]) async throws -> Calibration {
        var vectors = VectorRows(dimensions: embedder.model.dimensions)
        for text in texts {
            try Task.checkCancellation()
            vectors.append(try await embedder.embed(text).values)
        }
        var blanks = VectorRows(dimensions: embedder.model.dimensions)
        for number in 0..<BlankPicture.count {
            try Task.checkCancellation()
            let picture = BlankPicture.pixels(number, side: embedder.geometry.side)
            blanks.append(try await embedder.embed(picture).values)
        }
        return Calibration(bank: TextBank(texts: texts, vectors: vectors), blanks: blanks)
    }

    /// Another for each model and each edition of the descriptions.
    private var name: String { "relevance-\(embedder.model.fingerprint.prefix(16))-\(TextBank.digest)" }
}
