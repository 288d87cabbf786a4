/// What comes into an answer, in which order: neighbours -> relevant ones -> sorted -> collapsed -> the page.
struct Ranking: Sendable {
    /// Among so many of the nearest those are sought that are sorted by date.
    static let relevantDepth = 1000
    /// So many of the nearest are taken for relevant while, or where, relevance tells of none.
    static let assumedRelevant = 100

    let vectors: any VectorIndex
    let scorer: (any RelevanceScorer)?

    /// The page of a query's answer.
    ///
    /// It begins behind its cursor's place in the order, so that nothing comes twice. As many of the nearest are fetched as were fetched
    /// for the pages before it, and twice as many each time that they are not enough: pictures that were added
    /// meanwhile, copies, and those that are not likely to fit.
    func answer(_ query: Query, _ target: SearchTarget, explaining: Bool) async throws -> SearchAnswer {
        let needed = query.page.limit + 1
        let deepest = Page.limits.upperBound
        var count = min((query.page.cursor?.count ?? 0) + needed, deepest)
        if query.order != .relevance { count = Ranking.relevantDepth }
        while true {
            let found = try await scored(target, query, count, explaining)
            let behind = ordered(query, found).filter { found in
                query.page.cursor?.precedes(query.order.key(of: found.match), found.match.id) ?? true
            }
            if behind.count >= needed || found.count < count || count == deepest || query.order != .relevance {
                return try await page(of: behind, query, depth: count, explaining ? target : nil)
            }
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
        of behind: [Found], _ query: Query, depth: Int, _ explained: SearchTarget?
    ) async throws -> SearchAnswer {
        var shown: [Match] = []
        for found in behind.prefix(query.page.limit) {
            // Each costs a pass over the whole text bank.
            try Task.checkCancellation()
            shown.append(await match(of: found, explained))
        }
        guard behind.count > shown.count, let last = shown.last else { return SearchAnswer(matches: shown) }
        let next = Cursor(behind: query.order.key(of: last), last.id, count: depth, of: query)
        return SearchAnswer(matches: shown, next: next)
    }

    private func match(of found: Found, _ explained: SearchTarget?) async -> Match {
        var match = found.match
        guard let explained, let embedding = found.embedding else { return match }
        match.explanation = Explanation(
            contributions: explained.contributions(to: embedding),
            descriptions: await scorer?.descriptions(of: embedding, count: Explanation.descriptionCount) ?? [])
        return match
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
