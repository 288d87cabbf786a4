/// Makes the facts of pictures again that an earlier extractor made, or nobody: outdated -> read -> decode -> save.
///
/// The model is not run for it. It can be stopped at any moment: what was saved is not outdated any more.
public struct FactsRefill: Sendable {
    /// How far it is.
    public struct Progress: Sendable, Equatable {
        /// Contents whose facts were saved.
        public var filled = 0
        /// Contents whose file could not be read, holds something else by now, or is refused: they stay as they are.
        public var passedOver = 0
    }

    /// Pictures that are asked for and saved at once.
    private static let batch = 64

    private let looking: Looking
    private let catalogue: any Catalogue
    private let originals: any Originals
    private let workers: Int

    /// Joins the steps; `workers` pictures are in work at once.
    public init(looking: Looking, catalogue: any Catalogue, originals: any Originals, workers: Int) {
        precondition(workers > 0)
        self.looking = looking
        self.catalogue = catalogue
        self.originals = originals
        self.workers = workers
    }

    /// Goes through all outdated facts once.
    ///
    /// - Parameter onProgress: is told after each batch.
    /// - Returns: what was done.
    /// - Throws: ``StoreError``, ``DecoderUnavailable``, or `CancellationError`.
    @discardableResult
    public func run(onProgress: @Sendable (Progress) -> Void = { _ in }) async throws -> Progress {
        var progress = Progress()
        var last: PictureID?
        while true {
            let pictures = try await catalogue.outdatedFacts(
                below: Facts.currentExtractor, after: last, limit: FactsRefill.batch)
            let facts = try await facts(of: pictures)
            try await catalogue.save(facts)
            progress.filled += facts.count
            progress.passedOver += Set(pictures.map(\.content)).subtracting(facts.keys).count
            if !pictures.isEmpty { onProgress(progress) }
            guard pictures.count == FactsRefill.batch else { return progress }
            last = pictures.last?.id
        }
    }

    private func facts(of pictures: [StoredPicture]) async throws -> [ContentHash: Facts] {
        let copies = Dictionary(grouping: pictures, by: \.content)
        var waiting = Array(copies.values)
        var found: [ContentHash: Facts] = [:]
        try await withThrowingTaskGroup(of: (ContentHash, Facts?).self) { group in
            func next() {
                guard let copies = waiting.popLast() else { return }
                group.addTask { (copies[0].content, try await facts(ofFirstReadable: copies)) }
            }
            for _ in 0..<workers { next() }
            while let (content, facts) = try await group.next() {
                found[content] = facts
                next()
            }
        }
        return found
    }

    /// The facts by the first of some copies whose file still holds the content.
    private func facts(ofFirstReadable copies: [StoredPicture]) async throws -> Facts? {
        for copy in copies {
            do {
                let original = try await originals.open(copy.location)
                let bytes = try await original.read(0..<Int(original.state.size))
                // A file that was changed since is the next sync's business.
                guard try await looking.content(of: bytes) == copy.content else { continue }
                return try await looking.decoder.decode(bytes, to: looking.embedder.geometry).facts
            } catch is PictureError {
                continue
            } catch is SourceError {
                continue
            }
        }
        return nil
    }
}
