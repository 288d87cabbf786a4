/// What comes into an answer, in which order: neighbours -> relevant ones -> sorted -> collapsed -> the page.
struct Ranking: Sendable {
    /// Among so many of the nearest those are sought that are sorted by date.
    static let relevantDepth = 1000
    /// So many of the nearest are taken for relevant while, or where, relevance tells of none.
    static let assumedRelevant = 100

    let vectors: any VectorIndex
    let scorer: (any RelevanceScorer)?
    private let firstParts = FirstParts()

    init(vectors: any VectorIndex, scorer: (any RelevanceScorer)?) {
        self.vectors = vectors
        self.scorer = scorer
    }

    /// The page of a query's answer.
    ///
    /// It begins behind its cursor's place in the order, so that nothing comes twice.
    func answer(_ query: Query, _ target: SearchTarget, explaining: Bool) async throws -> SearchAnswer {
        let found = try await part(of: query, target, explaining)
        return try await page(of: found, query, explaining ? target : nil)
    }

    /// What comes next, in the query's order, one more than the page holds where there are so many.
    ///
    /// The first page looks for no more than it needs, and for twice as many each time that they are not enough, as copies and what
    /// is not likely to fit are left out. All later ones are cut from the same deepest answer: an index finds other pictures for
    /// other depths. By date, all are cut from the relevant ones.
    private func part(of query: Query, _ target: SearchTarget, _ explaining: Bool) async throws -> [Found] {
        let deepest = Page.limits.upperBound
        if let cursor = query.page.cursor {
            let shown = cursor.first.flatMap { firstParts.pictures(of: $0.token) }
            let depth = query.order == .relevance ? deepest : Ranking.relevantDepth
            return ordered(query, try await scored(target, query, depth, explaining)).filter {
                cursor.precedes(query.order.key(of: $0.match), $0.match.id, firstPart: shown)
            }
        }
        guard query.order == .relevance else {
            return ordered(query, try await scored(target, query, Ranking.relevantDepth, explaining))
        }
        var count = min(query.page.limit + 1, deepest)
        while true {
            let found = try await scored(target, query, count, explaining)
            let wanted = ordered(query, found)
            if wanted.count > query.page.limit || found.count < count || count == deepest { return wanted }
            count = min(2 * count, deepest)
        }
    }

    /// The nearest pictures.
    func nearest(
        _ target: SearchTarget, _ filter: Filter, _ count: Int, withEmbeddings: Bool = false
    ) async throws -> [Neighbour] {
        try await vectors.nearest(to: target, where: filter, count: count, withEmbeddings: withEmbeddings)
    }

    /// The nearest pictures with their relevance.
    private func scored(
        _ target: SearchTarget, _ query: Query, _ count: Int, _ explaining: Bool
    ) async throws -> [Found] {
        let withEmbeddings = scorer != nil || query.collapsing == .scene || explaining
        let neighbours = try await nearest(target, query.filter, count, withEmbeddings: withEmbeddings)
        let relevance = await scorer?.relevance(of: neighbours, to: target)
        return neighbours.enumerated().map { index, neighbour in
            let match = Match(picture: neighbour.picture, distance: neighbour.distance, relevance: relevance?[index])
            return Found(match: match, embedding: neighbour.embedding)
        }
    }

    /// Those that are wanted, in the query's order, copies collapsed.
    private func ordered(_ query: Query, _ found: [Found]) -> [Found] {
        var wanted = found
        if query.order != .relevance {
            let relevant = found.filter { $0.match.relevance.map { $0.band != .unlikely } ?? false }
            wanted = relevant.isEmpty ? Array(found.prefix(Ranking.assumedRelevant)) : relevant
            wanted.sort { (query.order.key(of: $0.match), $0.match.id) < (query.order.key(of: $1.match), $1.match.id) }
        }
        if query.onlyLikely { wanted.removeAll { $0.match.relevance?.band != .likely } }
        guard let level = query.collapsing else { return wanted }
        return Collapsing(level).collapsed(wanted)
    }

    /// The first of those that come next, explained where a target is given.
    private func page(
        of behind: [Found], _ query: Query, _ explained: SearchTarget?
    ) async throws -> SearchAnswer {
        let found = Array(behind.prefix(query.page.limit))
        var shown = found.map(\.match)
        if let explained { shown = try await matches(of: found, explainedBy: explained) }
        guard behind.count > shown.count, let last = shown.last else { return SearchAnswer(matches: shown) }
        return SearchAnswer(matches: shown, next: cursor(behind: last, shown, query))
    }

    private func cursor(behind last: Match, _ shown: [Match], _ query: Query) -> Cursor {
        let value = query.order.key(of: last)
        guard query.order == .relevance else { return Cursor(behind: value, last.id, of: query) }
        if let cursor = query.page.cursor { return Cursor(behind: value, last.id, of: query, first: cursor.first) }
        let token = firstParts.remember(shown.map(\.id))
        return Cursor(behind: Cursor.First(token: token, value: value), of: query)
    }
}

/// A match on its way into an answer.
struct Found: Sendable {
    var match: Match
    let embedding: Embedding?
}

extension Order {
    /// Smaller keys come first.
    func key(of match: Match) -> Double {
        self == .relevance ? match.distance ?? 0 : sign * Double(match.picture.date.wallClock)
    }

    /// What dates are multiplied by, so that smaller ones come first.
    var sign: Double { self == .newest ? -1 : 1 }
}
