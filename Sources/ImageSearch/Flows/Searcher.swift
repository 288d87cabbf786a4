/// Answers queries: query -> vector -> index -> matches.
public struct Searcher: Sendable {
    private let composer: QueryComposer
    private let vectors: any VectorIndex
    private let ofWords: Admission
    private let ofPictures: Admission

    /// Joins what makes vectors of queries, and what finds the nearest.
    ///
    /// - Parameters:
    ///   - looking: makes vectors of pictures.
    ///   - vectors: finds the nearest.
    ///   - maxTexts: so many searches that need no picture decoded may be in work or wait at one time.
    ///   - maxPictures: so many searches by a picture may; one costs as much as dozens by words.
    public init(looking: Looking, vectors: any VectorIndex, maxTexts: Int = 512, maxPictures: Int = 64) {
        composer = QueryComposer(looking: looking, vectors: vectors)
        self.vectors = vectors
        ofWords = Admission(limit: maxTexts, refusal: "Too many searches are waiting. Try again shortly.")
        ofPictures = Admission(
            limit: maxPictures, refusal: "Too many searches by picture are waiting. Try again shortly.")
    }

    /// The pictures that a query asks for.
    ///
    /// - Returns: as many matches as the page asks for, where so many can be found.
    /// - Throws: ``QueryError`` when a stored picture is not there, ``PictureError`` when bytes cannot be taken as a picture,
    ///   ``StoreError``, or what the model throws; ``Overloaded`` when too many searches wait.
    public func search(_ query: Query) async throws -> [Match] {
        try await admission(of: query.term).admit {
            let vector = try await composer.vector(of: query.term)
            // Whoever has gone meanwhile shall not have the database search for nothing.
            try Task.checkCancellation()
            return try await vectors.nearest(to: vector, where: query.filter, by: query.order, page: query.page)
        }
    }

    private func admission(of term: Term) -> Admission {
        if case .picture = term.kind { ofPictures } else { ofWords }
    }
}
