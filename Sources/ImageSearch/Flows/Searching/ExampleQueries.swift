import Synchronization

/// Texts to try: descriptions of the text bank that pictures of this library are likely to fit.
///
/// They are found once, from a sample of the pictures, and kept until the library has become another one.
public final class ExampleQueries: Sendable {
    /// How many may be asked for.
    public static let limits = 1...20

    /// So many pictures are looked at; each costs a pass over the text bank and a search.
    private static let sampled = 40
    /// Whoever asks first waits no longer than this for more than one of them.
    private static let longest = Duration.seconds(3)
    /// They are found anew when the number of pictures has changed by this share of it, or more.
    private static let change = 0.25

    private struct State {
        var texts: [String] = []
        /// How many pictures there were when they were found; `nil` when they never were.
        var pictures: Int?
        var isInWork = false
    }
    private let state = Mutex(State())
    private let searcher: Searcher
    private let catalogue: any Catalogue
    private let vectors: any VectorIndex
    private let scorer: (any RelevanceScorer)?

    /// Joins what knows the pictures, what finds them, and what tells how likely they are to fit.
    public init(
        searcher: Searcher, catalogue: any Catalogue, vectors: any VectorIndex, scorer: (any RelevanceScorer)?
    ) {
        self.searcher = searcher
        self.catalogue = catalogue
        self.vectors = vectors
        self.scorer = scorer
    }

    /// Some of the texts; none while that cannot be told, and where nothing is likely to fit anything.
    ///
    /// Whoever asks first waits until they are found, others get those that were found before.
    /// - Parameter count: how many at most, within ``limits``.
    /// - Returns: texts of the bank.
    /// - Throws: ``StoreError``, ``Overloaded``, or what the model throws.
    public func texts(_ count: Int) async throws -> [String] {
        let pictures = try await catalogue.estimatedCount()
        guard begin(pictures) else { return Array(state.withLock(\.texts).prefix(count)) }
        defer { state.withLock { $0.isInWork = false } }
        let found = try await Priority.$current.withValue(.background) { try await find() }
        state.withLock { state in
            guard let found else { return }
            (state.texts, state.pictures) = (found, pictures)
        }
        return Array((found ?? []).prefix(count))
    }

    /// Whether they have to be found, by this caller.
    private func begin(_ pictures: Int) -> Bool {
        state.withLock { state in
            if let known = state.pictures, Double(abs(pictures - known)) <= Self.change * Double(known) { return false }
            defer { state.isInWork = true }
            return !state.isInWork
        }
    }

    /// The descriptions that fit pictures of the sample best, where a search for them finds a picture that no other one shows first;
    /// `nil` while relevance cannot be told.
    private func find() async throws -> [String]? {
        guard let scorer else { return nil }
        var (texts, shown): ([String], Set<PictureID>) = ([], [])
        let deadline = ContinuousClock.now + Self.longest
        // The first by their keys, which are digests: as good as any.
        for picture in try await catalogue.perceptualHashes(after: nil, limit: Self.sampled) {
            try Task.checkCancellation()
            guard let embedding = try await vectors.embedding(of: picture.id) else { continue }
            guard let described = await scorer.descriptions(of: embedding, count: 1) else { return nil }
            guard let text = described.first, !texts.contains(text) else { continue }
            let query = try Query([Term(.words(text))], onlyLikely: true, page: Page(limit: 1))
            guard let first = try await searcher.search(query).matches.first, shown.insert(first.id).inserted else {
                continue
            }
            texts.append(text)
            if texts.count == Self.limits.upperBound || ContinuousClock.now > deadline { break }
        }
        return texts
    }
}
