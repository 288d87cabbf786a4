import Synchronization

/// Texts to try: descriptions of the text bank that pictures of this library are likely to fit.
///
/// They are found once, from a sample of the pictures, and kept until the library has become another one. Where the machine is
/// too busy to look at the whole sample at once, whoever asks next goes on where the work stopped.
public final class ExampleQueries: Sendable {
    /// How many may be asked for.
    public static let limits = 1...20

    /// So many pictures are looked at; each costs a pass over the text bank and a search.
    private static let sampled = 40
    /// They are found anew when the number of pictures has changed by this share of it, or more.
    private static let change = 0.25

    private struct Finding {
        /// How many pictures there were when it began.
        let pictures: Int
        var texts: [String] = []
        /// Pictures that a text finds first.
        var shown: Set<PictureID> = []
        /// Pictures of the sample that are still to be looked at; `nil` before there is a sample.
        var unseen: ArraySlice<PictureID>?

        var isComplete: Bool { unseen?.isEmpty == true || texts.count == ExampleQueries.limits.upperBound }

        func isOutdated(by count: Int) -> Bool { Double(abs(count - pictures)) > change * Double(pictures) }
    }
    private struct State {
        var found: Finding?
        var isInWork = false
    }
    private let state = Mutex(State())
    private let searcher: Searcher
    private let catalogue: any Catalogue
    private let vectors: any VectorIndex
    private let scorer: (any RelevanceScorer)?
    private let longest: Duration

    /// Joins what knows the pictures, what finds them, and what tells how likely they are to fit.
    ///
    /// - Parameters:
    ///   - searcher: finds pictures for the texts.
    ///   - catalogue: knows the pictures.
    ///   - vectors: knows what they look like.
    ///   - scorer: tells what they show; `nil` for no texts at all.
    ///   - longest: whoever asks waits no longer than this for more than one of them.
    public init(
        searcher: Searcher, catalogue: any Catalogue, vectors: any VectorIndex, scorer: (any RelevanceScorer)?,
        longest: Duration = .seconds(3)
    ) {
        self.searcher = searcher
        self.catalogue = catalogue
        self.vectors = vectors
        self.scorer = scorer
        self.longest = longest
    }

    /// Some of the texts; none while that cannot be told, and where nothing is likely to fit anything.
    ///
    /// Whoever asks first waits until they are found, others get those that were found before.
    /// - Parameter count: how many at most, within ``limits``.
    /// - Returns: texts of the bank.
    /// - Throws: ``StoreError``, ``Overloaded``, or what the model throws.
    public func texts(_ count: Int) async throws -> [String] {
        let pictures = try await catalogue.estimatedCount()
        if let begun = begin(pictures, count) {
            defer { state.withLock { $0.isInWork = false } }
            let found = try await Priority.$current.withValue(.background) { try await goOn(with: begun) }
            state.withLock { $0.found = found }
        }
        return Array((state.withLock { $0.found?.texts } ?? []).prefix(count))
    }

    /// What this caller has to go on with; `nil` when that is not needed, or another one does it.
    private func begin(_ pictures: Int, _ count: Int) -> Finding? {
        state.withLock { state in
            guard !state.isInWork else { return nil }
            let known = state.found.flatMap { $0.isOutdated(by: pictures) ? nil : $0 }
            if let known, known.isComplete || known.texts.count >= count { return nil }
            state.isInWork = true
            return known ?? Finding(pictures: pictures)
        }
    }

    /// The descriptions that fit pictures of the sample best, where a search for them finds a picture that no other one shows first;
    /// `nil` while relevance cannot be told.
    private func goOn(with begun: Finding) async throws -> Finding? {
        guard let scorer else { return nil }
        var found = begun
        let deadline = ContinuousClock.now + longest
        var unseen = if let left = begun.unseen { left } else { try await sample() }
        repeat {
            try Task.checkCancellation()
            guard let picture = unseen.popFirst() else { break }
            guard let embedding = try await vectors.embedding(of: picture) else { continue }
            guard let described = await scorer.descriptions(of: [embedding], count: 1)?.first else { return nil }
            guard let text = described.first, !found.texts.contains(text) else { continue }
            if let first = try await likeliest(text), found.shown.insert(first).inserted { found.texts.append(text) }
        } while found.texts.count < Self.limits.upperBound && ContinuousClock.now < deadline
        found.unseen = unseen
        return found
    }

    /// The first pictures by their keys, which are digests: as good as any.
    private func sample() async throws -> ArraySlice<PictureID> {
        try await catalogue.perceptualHashes(after: nil, limit: Self.sampled).map(\.id)[...]
    }

    /// The picture that a search for a text shows first, where it is likely to fit.
    private func likeliest(_ text: String) async throws -> PictureID? {
        let query = try Query([Term(.words(text))], onlyLikely: true, page: Page(limit: 1))
        return try await searcher.search(query).matches.first?.id
    }
}
