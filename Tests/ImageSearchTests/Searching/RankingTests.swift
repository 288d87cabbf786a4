import ImageSearch
import ImageSearchTesting
import Testing

/// Orders, pages and copies, over pictures that turn away from the query step by step.
@Suite(.timely) struct RankingTests {
    let store = MemoryStore()

    private func searcher(_ scorer: (any RelevanceScorer)? = nil) -> Searcher {
        Searcher(looking: Looking(in: store), vectors: store, catalogue: store, scorer: scorer)
    }

    /// The picture of a step: the greater, the less like "red"; dates jump about.
    private func picture(_ step: Int, content: String? = nil, hash: UInt64? = nil, name: String? = nil) throws
        -> Picture
    {
        let state = FileState(size: 1, modified: Int64(step * 7919 % 400) * 1_000_000_000)
        let location = PictureLocation(source: "s", path: name ?? "\(step)")
        return try Picture(
            file: PictureFile(location: location, state: state),
            content: ContentHash(of: Array((content ?? "\(step)").utf8)),
            embedding: Embedding(normalizing: [1, Float(step) / 100, 0, 0]),
            facts: Facts(width: 1, height: 1, format: .png, perceptualHash: hash))
    }

    private func pages(of query: Query, limit: Int, between: (Int) async throws -> Void = { _ in }) async throws
        -> [Match]
    {
        let searcher = searcher()
        var (found, cursor) = ([Match](), Cursor?.none)
        repeat {
            let page = try await searcher.search(query.at(Page(limit: limit, after: cursor)))
            #expect(page.matches.count == limit || page.next == nil)
            found += page.matches
            cursor = page.next
            try await between(found.count)
        } while cursor != nil
        return found
    }

    @Test(arguments: Order.allCases, [1, 7, 100]) func `pages join to the whole`(order: Order, limit: Int) async throws
    {
        let pictures = try (0..<60).map { try picture($0) }
        try await store.save(pictures)
        let query = try Query([.words("red")], order: order, page: Page(limit: 60))
        let whole = try await searcher().search(query)
        #expect(whole.next == nil)
        #expect(try await pages(of: query, limit: limit) == whole.matches)
        switch order {
        case .relevance: #expect(whole.matches.map(\.id) == pictures.map(\.id))
        case .newest:
            #expect(
                whole.matches.map(\.picture.date.wallClock)
                    == pictures.map { $0.file.modified / 1_000_000_000 }.sorted(by: >))
        case .oldest:
            #expect(
                whole.matches.map(\.picture.date.wallClock)
                    == pictures.map { $0.file.modified / 1_000_000_000 }.sorted())
        }
    }

    @Test(arguments: Order.allCases) func `nothing comes twice while pictures come and go`(order: Order) async throws {
        try await store.save(try (0..<60).map { try picture(2 * $0) })
        let query = try Query([.words("red")], order: order)
        let found = try await pages(of: query, limit: 7) { count in
            // New ones everywhere, so that what was shown moves back.
            try await store.save(
                try (0..<20).map { try picture(($0 * 13 + count) % 120, content: "new", name: "\(count) \($0)") })
        }
        #expect(Set(found.map(\.id)).count == found.count)
        let old = found.filter { !$0.location.path.contains(" ") }
        #expect(order != .relevance || old.count == 60, "what stands still is all found")
    }

    @Test func `a cursor belongs to its query, on whatever page`() async throws {
        try await store.save(try (0..<9).map { try picture($0) })
        let red = try Query([.words("red")], page: Page(limit: 2))
        let cursor = try #require(try await searcher().search(red).next)
        #expect(try Cursor("\(cursor)") == cursor)
        #expect(try await searcher().search(red.at(Page(limit: 5, after: cursor))).matches.count == 5)
        for other in [try Query([.words("blue")]), try Query([.words("red")], order: .newest), try Query([])] {
            let error = await #expect(throws: QueryError.self) {
                try await searcher().search(other.at(Page(limit: 2, after: cursor)))
            }
            #expect(error?.code == .cursor)
        }
        let text = "\(cursor)"
        // One byte of version, 8 of the query, 8 of the value, 16 of the key, 8 of the token, 8 of a value: none of these is a place.
        let values = ["7ff0000000000000", "fff0000000000000", "7ff8000000000001"].flatMap {
            [String(text.prefix(18) + $0 + text.dropFirst(34)), String(text.prefix(82) + $0)]
        }
        for text in [
            "", "x", String(text.dropLast()), text + "00", "01" + String(text.dropFirst(2)),
            String(repeating: "f", count: 98), String(text.prefix(74)),
        ] + values {
            let error = #expect(throws: QueryError.self) { try Cursor(text) }
            #expect(error?.code == .cursor)
        }
    }

    @Test(arguments: [1, 7, 100]) func `what an index finds for many alone comes on later pages`(limit: Int)
        async throws
    {
        try await store.save(try (0..<60).map { try picture($0) })
        let index = ShallowIndex(base: store)
        func searcher() -> Searcher { Searcher(looking: Looking(in: store), vectors: index, catalogue: store) }
        let query = try Query([.words("red")])
        let same = searcher()
        for (name, next) in [("one program", { same }), ("a program that has forgotten", searcher)] {
            var (found, cursor) = ([PictureID](), Cursor?.none)
            repeat {
                let page = try await next().search(query.at(Page(limit: limit, after: cursor)))
                found += page.matches.map(\.id)
                cursor = page.next
            } while cursor != nil
            #expect(Set(found).count == found.count, "\(name) repeats nothing")
            if name == "one program" { #expect(found.count == 60, "\(name) skips nothing") }
        }
    }

    @Test func `by date only what is relevant is shown, or the nearest when nothing is`() async throws {
        try await store.save(try (0..<300).map { try picture($0) })
        let query = try Query([.words("red")], order: .oldest, page: Page(limit: 300))
        let relevant = try await searcher(StepScorer(likely: 10, maybe: 20)).search(query).matches
        #expect(Set(relevant.map(\.location.path)) == Set((0..<20).map { "\($0)" }))
        #expect(relevant.map(\.picture.date.wallClock) == relevant.map(\.picture.date.wallClock).sorted())
        let nearest = try await searcher(StepScorer(likely: 0, maybe: 0)).search(query).matches
        #expect(Set(nearest.map(\.location.path)) == Set((0..<100).map { "\($0)" }))
    }

    @Test func `likely ones alone, however deep they lie`() async throws {
        try await store.save(try (0..<300).map { try picture($0) })
        let query = try Query([.words("red")], onlyLikely: true, page: Page(limit: 8))
        let found = try await searcher(EverySeventh()).search(query)
        #expect(found.matches.map(\.location.path) == (0..<8).map { "\($0 * 7)" })
        let next = try await searcher(EverySeventh()).search(query.at(Page(limit: 100, after: found.next)))
        #expect(next.matches.map(\.location.path) == (8..<43).map { "\($0 * 7)" } && next.next == nil)
        #expect(try await searcher().search(query).matches.isEmpty, "while nothing can be told")
    }

    @Test(arguments: DuplicateLevel.allCases) func `copies hide behind the first of them, on every page`(
        level: DuplicateLevel
    ) async throws {
        let far = { (step: Int) in UInt64(step) &* 0x9E37_79B9_7F4A_7C15 }
        for step in 0..<30 {
            for copy in 0..<3 {
                let content = copy < 2 ? "\(step)" : "\(step) in another size"
                try await store.save([
                    picture(
                        step * 20, content: content, hash: far(step) ^ (copy == 2 ? 0b10101 : 0),
                        name: "\(step) \(copy)")
                ])
            }
        }
        let query = try Query([.words("red")], collapsing: level, page: Page(limit: 90))
        let whole = try await searcher().search(query).matches
        #expect(whole.count == (level == .content ? 60 : 30) || level == .scene)
        #expect(whole.reduce(0) { $0 + $1.hidden } + whole.count == 90)
        #expect(try await pages(of: query, limit: 7).map(\.id) == whole.map(\.id))
        if level == .scene { #expect(whole.count < 30 && whole.count > 1) }
    }

    @Test(arguments: [Order.newest, .oldest], [(DuplicateLevel.content, 60), (.picture, 30), (.scene, 30)])
    func `copies hide where nothing is looked for, too`(order: Order, expected: (DuplicateLevel, Int)) async throws {
        for step in 0..<30 {
            let hash = UInt64(step) &* 0x9E37_79B9_7F4A_7C15
            for copy in 0..<3 {
                let content = copy < 2 ? "\(step)" : "\(step) in another size"
                try await store.save([picture(step, content: content, hash: hash, name: "\(step) \(copy)")])
            }
        }
        let query = try Query([], order: order, collapsing: expected.0, page: Page(limit: 90))
        let whole = try await searcher().search(query).matches
        #expect(whole.count == expected.1 && whole.reduce(0) { $0 + $1.hidden } + whole.count == 90)
        #expect(try await pages(of: query, limit: 7).map(\.id) == whole.map(\.id))
    }

    @Test(arguments: [(DuplicateLevel.content, 2), (.picture, 1), (.scene, 1)])
    func `a picture that was much changed is the same one by its hash, of a scene too`(
        level: DuplicateLevel, shown: Int
    ) async throws {
        // Far apart for the model.
        try await store.save([picture(0, hash: 0xFFFF_0000), picture(300, hash: 0xFFFF_0001)])
        let found = try await searcher().search(Query([.words("red")], collapsing: level)).matches
        #expect(found.count == shown && found.first?.hidden == 2 - shown)
    }

    @Test func `the plain order says nothing but distances`() async throws {
        try await store.save(try (0..<9).map { try picture($0, content: "same") })
        let query = try Query([.words("red")], onlyLikely: true, collapsing: .content, page: Page(limit: 9))
        let found = try await searcher(StepScorer(likely: 1, maybe: 1)).nearest(query)
        #expect(found.count == 9 && found.allSatisfy { $0.relevance == nil && $0.hidden == 0 })
    }
}

/// Finds two of three pictures for few, and all for many, as an index does that looks further for more.
private struct ShallowIndex: VectorIndex {
    let base: MemoryStore

    func adopt(_ model: ModelIdentity) async throws { try await base.adopt(model) }
    func nearest(
        to target: SearchTarget, where filter: Filter, count: Int, withEmbeddings: Bool
    ) async throws -> [Neighbour] {
        let all = try await base.nearest(to: target, where: filter, count: 5000, withEmbeddings: withEmbeddings)
        guard count < 1000 else { return all }
        let near = all.enumerated().filter { $0.offset % 3 != 1 } + all.enumerated().filter { $0.offset % 3 == 1 }
        return near.prefix(count).map(\.element).sorted { ($0.distance, $0.picture.id) < ($1.distance, $1.picture.id) }
    }
    func embedding(of id: PictureID) async throws -> Embedding? { try await base.embedding(of: id) }
    func maintainIndex(progress: @escaping @Sendable (IndexBuildProgress) -> Void) async throws {}
}

/// The first ones are likely, the next ones maybe.
private struct StepScorer: RelevanceScorer {
    let likely: Int
    let maybe: Int

    func relevance(of neighbours: [Neighbour], to target: SearchTarget) async -> [Relevance]? {
        neighbours.map { neighbour in
            let step = Int(neighbour.picture.location.path) ?? 0
            return Relevance(band: step < likely ? .likely : step < maybe ? .maybe : .unlikely, percentile: 50)
        }
    }

    func descriptions(of pictures: [Embedding], count: Int) async -> [[String]]? { nil }
}

private struct EverySeventh: RelevanceScorer {
    func relevance(of neighbours: [Neighbour], to target: SearchTarget) async -> [Relevance]? {
        neighbours.map { neighbour in
            let step = Int(neighbour.picture.location.path) ?? 0
            return Relevance(band: step.isMultiple(of: 7) ? .likely : .unlikely, percentile: 50)
        }
    }

    func descriptions(of pictures: [Embedding], count: Int) async -> [[String]]? { nil }
}
