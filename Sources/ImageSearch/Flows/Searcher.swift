/// Answers queries: query -> vector -> index -> matches.
public struct Searcher: Sendable {
    private let composer: QueryComposer
    private let vectors: any VectorIndex
    private let catalogue: any Catalogue
    private let ofWords: Admission
    private let ofPictures: Admission

    /// Joins what makes vectors of queries, and what finds the nearest.
    ///
    /// - Parameters:
    ///   - looking: makes vectors of pictures.
    ///   - vectors: finds the nearest.
    ///   - catalogue: goes through pictures by date.
    ///   - maxTexts: so many searches that need no picture decoded may be in work or wait at one time.
    ///   - maxPictures: so many searches by a picture may; one costs as much as dozens by words.
    public init(
        looking: Looking, vectors: any VectorIndex, catalogue: any Catalogue, maxTexts: Int = 512, maxPictures: Int = 64
    ) {
        composer = QueryComposer(looking: looking, vectors: vectors)
        self.vectors = vectors
        self.catalogue = catalogue
        ofWords = Admission(limit: maxTexts, refusal: "Too many searches are waiting. Try again shortly.")
        ofPictures = Admission(
            limit: maxPictures, refusal: "Too many searches by picture are waiting. Try again shortly.")
    }

    /// The pictures that a query asks for.
    ///
    /// - Parameters:
    ///   - query: what is looked for.
    ///   - pictures: the bytes of the pictures that it names, by name.
    /// - Returns: as many matches as the page asks for, where so many can be found.
    /// - Throws: ``QueryError`` when a stored picture is not there, a named one did not come, or the cursor is another query's;
    ///   ``PictureError`` when bytes cannot be taken as a picture, ``StoreError``, or what the model throws; ``Overloaded``
    ///   when too many searches wait.
    public func search(_ query: Query, pictures: [String: [UInt8]] = [:]) async throws -> SearchAnswer {
        if let cursor = query.page.cursor, !cursor.belongs(to: query) {
            throw QueryError(.cursor, "the cursor belongs to another query")
        }
        let admission = query.pictures.isEmpty ? ofWords : ofPictures
        return try await admission.admit {
            guard !query.terms.isEmpty else { return try await browse(query) }
            let target = try await composer.target(of: query.terms, pictures)
            // Whoever has gone meanwhile shall not have the database search for nothing.
            try Task.checkCancellation()
            return try await nearest(to: target, query)
        }
    }

    /// Pictures by date, whatever they show.
    private func browse(_ query: Query) async throws -> SearchAnswer {
        let cursor = query.page.cursor
        let last = cursor.map { (date: Int64(query.order == .newest ? -$0.value : $0.value), id: $0.id) }
        let pictures = try await catalogue.pictures(
            where: query.filter, by: query.order, after: last, count: query.page.limit + 1)
        let matches = pictures.prefix(query.page.limit).map { Match(picture: $0, distance: nil) }
        return SearchAnswer(matches: matches, next: next(behind: matches, of: pictures.count, query))
    }

    private func nearest(to target: SearchTarget, _ query: Query) async throws -> SearchAnswer {
        let cursor = query.page.cursor
        var count = min((cursor?.count ?? 0) + query.page.limit + 1, Page.limits.upperBound)
        while true {
            let found = try await vectors.nearest(to: target, where: query.filter, count: count, withEmbeddings: false)
            let behind = found.drop { neighbour in
                cursor.map { !$0.precedes(neighbour.distance, neighbour.picture.id) } ?? false
            }
            // Pictures that were added before the cursor since push others back: look deeper.
            if behind.count > query.page.limit || found.count < count || count == Page.limits.upperBound {
                let matches = behind.prefix(query.page.limit).map { Match(picture: $0.picture, distance: $0.distance) }
                return SearchAnswer(matches: matches, next: next(behind: matches, of: behind.count, query))
            }
            count = min(2 * count, Page.limits.upperBound)
        }
    }

    private func next(behind matches: [Match], of count: Int, _ query: Query) -> Cursor? {
        guard count > matches.count, let last = matches.last else { return nil }
        let date = Double(last.picture.date.wallClock)
        let value = last.distance ?? (query.order == .newest ? -date : date)
        return Cursor(behind: value, last.id, count: (query.page.cursor?.count ?? 0) + matches.count, of: query)
    }
}
