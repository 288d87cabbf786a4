/// Answers queries: query -> vector -> index -> matches.
public struct Searcher: Sendable {
    private let composer: QueryComposer
    private let ranking: Ranking
    private let catalogue: any Catalogue
    private let ofWords: Admission
    private let ofPictures: Admission

    /// Joins what makes vectors of queries, and what finds the nearest.
    ///
    /// - Parameters:
    ///   - looking: makes vectors of pictures.
    ///   - vectors: finds the nearest.
    ///   - catalogue: goes through pictures by date.
    ///   - originals: the files of stored pictures, for parts of them; `nil` when there are none at hand.
    ///   - scorer: tells how likely matches are to fit; `nil` for not at all.
    ///   - maxTexts: so many searches that need no picture decoded may be in work or wait at one time.
    ///   - maxPictures: so many searches by a picture may; one costs as much as dozens by words.
    public init(
        looking: Looking, vectors: any VectorIndex, catalogue: any Catalogue, originals: (any Originals)? = nil,
        scorer: (any RelevanceScorer)? = nil,
        maxTexts: Int = 512, maxPictures: Int = 64
    ) {
        composer = QueryComposer(
            looking: looking, vectors: vectors,
            storedParts: StoredParts(catalogue: catalogue, originals: originals, looking: looking))
        ranking = Ranking(vectors: vectors, scorer: scorer)
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
    ///   - explaining: each match tells why it was found.
    /// - Returns: as many matches as the page asks for, where so many can be found.
    /// - Throws: ``QueryError`` when a stored picture is not there, a named one did not come, or the cursor is another query's;
    ///   ``PictureError`` when bytes cannot be taken as a picture, ``StoreError``, or what the model throws; ``Overloaded``
    ///   when too many searches wait.
    public func search(
        _ query: Query, pictures: [String: [UInt8]] = [:], explaining: Bool = false
    ) async throws -> SearchAnswer {
        try await admitted(query, pictures) { target in
            guard let target else { return try await explained(browse(query), query, explaining) }
            return try await explained(ranking.answer(query, target, explaining: explaining), query, explaining)
        }
    }

    /// The answer, each match with the conditions that it meets.
    private func explained(_ answer: SearchAnswer, _ query: Query, _ explaining: Bool) async throws -> SearchAnswer {
        guard explaining else { return answer }
        let met = try await MetConditions(of: answer.matches.map(\.id), query.filter, in: catalogue)
        var answer = answer
        answer.matches = answer.matches.map { match in
            var match = match
            var explanation = match.explanation ?? Explanation(contributions: [], descriptions: [])
            explanation.clauses = met.clauses(of: match.id)
            match.explanation = explanation
            return match
        }
        return answer
    }

    /// The nearest pictures in the plain order of cosine distances, with nothing told beside what is known of them.
    ///
    /// - Parameters:
    ///   - query: what is looked for: terms, a filter and how many; what else it says counts for nothing.
    ///   - pictures: the bytes of the pictures that it names, by name.
    /// - Returns: as many matches as the page asks for, where so many can be found.
    /// - Throws: as ``search(_:pictures:)`` does.
    public func nearest(_ query: Query, pictures: [String: [UInt8]] = [:]) async throws -> [Match] {
        try await admitted(query, pictures) { target in
            guard let target else { return [] }
            return try await ranking.nearest(target, query.filter, query.page.limit)
                .map { Match(picture: $0.picture, distance: $0.distance) }
        }
    }

    private func admitted<Answer: Sendable>(
        _ query: Query, _ pictures: [String: [UInt8]], _ answer: (SearchTarget?) async throws -> Answer
    ) async throws -> Answer {
        if let cursor = query.page.cursor, !cursor.belongs(to: query) {
            throw QueryError(.cursor, "the cursor belongs to another query")
        }
        return try await (query.needsDecoding ? ofPictures : ofWords).admit {
            guard !query.terms.isEmpty else { return try await answer(nil) }
            let target = try await composer.target(of: query.terms, pictures)
            // Whoever has gone meanwhile shall not have the database search for nothing.
            try Task.checkCancellation()
            return try await answer(target)
        }
    }

    /// Pictures by date, whatever they show.
    private func browse(_ query: Query) async throws -> SearchAnswer {
        if let level = query.collapsing { return try await collapsed(query, level) }
        let (limit, cursor) = (query.page.limit, query.page.cursor)
        // A cursor comes from outside: its value need not be a date.
        let last = try cursor.map { cursor in
            guard let date = Int64(exactly: query.order.sign * cursor.value), TimeRange.bounds.contains(date) else {
                throw QueryError(.cursor, "this is no cursor of an answer")
            }
            return (date: date, id: cursor.id)
        }
        let pictures = try await catalogue.pictures(
            where: query.filter, by: query.order, after: last, count: limit + 1)
        let matches = pictures.prefix(limit).map { Match(picture: $0, distance: nil) }
        guard pictures.count > limit, let end = matches.last else { return SearchAnswer(matches: matches) }
        let next = Cursor(behind: query.order.key(of: end), end.id, of: query)
        return SearchAnswer(matches: matches, next: next)
    }

    /// The same, copies hidden behind the first of them: all pages are cut from as many as one query may find.
    ///
    /// No embeddings are at hand, so that of one scene copies of one picture alone are hidden.
    private func collapsed(_ query: Query, _ level: DuplicateLevel) async throws -> SearchAnswer {
        let (limit, cursor) = (query.page.limit, query.page.cursor)
        let pictures = try await catalogue.pictures(
            where: query.filter, by: query.order, after: nil, count: Page.limits.upperBound)
        let found = pictures.map { Found(match: Match(picture: $0, distance: nil), embedding: nil) }
        let matches = Collapsing(level).collapsed(found).map(\.match).filter { match in
            cursor?.precedes(query.order.key(of: match), match.id) ?? true
        }
        let shown = Array(matches.prefix(limit))
        guard matches.count > limit, let end = shown.last else { return SearchAnswer(matches: shown) }
        return SearchAnswer(matches: shown, next: Cursor(behind: query.order.key(of: end), end.id, of: query))
    }
}

extension Query {
    /// A picture has to be decoded for it.
    fileprivate var needsDecoding: Bool {
        terms.contains { term in
            switch term.kind {
            case .words, .stored(_, nil): false
            case .picture, .stored: true
            }
        }
    }
}
