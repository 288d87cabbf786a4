import ImageSearch

/// What every catalogue must do, as a test that any can run; what is found is asked of the index beside it.
///
/// ```swift
/// try await CatalogueContract { try await makeEmptyStore() }.verify()
/// ```
public struct CatalogueContract: Sendable {
    private let make: @Sendable () async throws -> any PictureStore
    let endPrograms: (@Sendable (any PictureStore) async throws -> Void)?

    /// Takes what the checks need.
    ///
    /// - Parameters:
    ///   - makeStore: makes an empty store that has adopted no model yet.
    ///   - endPrograms: does to a store what an end of all programs that use it does; `nil` where that cannot be told.
    public init(
        makeStore: @escaping @Sendable () async throws -> any PictureStore,
        endPrograms: (@Sendable (any PictureStore) async throws -> Void)? = nil
    ) {
        make = makeStore
        self.endPrograms = endPrograms
    }

    /// Runs every check.
    ///
    /// - Throws: the first ``BrokenPromise``.
    public func verify() async throws {
        try await verifyEmptyCatalogue()
        try await verifyReplacing()
        try await verifyContents()
        try await verifyStates()
        try await verifyOddNames()
        try await verifyAttempts()
        try await verifyEndedAttempts()
        try await verifyRefusals()
        try await verifyGone()
        try await verifyRunsAtOnce()
        try await verifyGuards()
        try await verifyParts()
        try await verifyPruning()
        try await verifySources()
        try await verifyMoves()
        try await verifyBrowsing()
        try await verifyFacts()
        try await verifyRemoval()
        try await verifyStatistics()
        try await verifySuggestions()
        try await verifyCopies()
        try await verifyLists()
        try await verifyFavourites()
        try await verifyFavouritesAtOnce()
        try await verifySavedSearches()
    }

    /// An empty store that has adopted the fake model.
    func makeStore() async throws -> any PictureStore {
        let store = try await make()
        try await store.adopt(FakeEmbedder().model)
        return store
    }

    // MARK: Pictures

    private func verifyEmptyCatalogue() async throws {
        let store = try await makeStore()
        try promise(try await store.count() == 0, "starts empty")
        try promise(try await store.estimatedCount() == 0, "starts empty, by estimate too")
        try await store.save([])
        try await store.refresh([])
        try await store.refresh([picture("unknown", 0).file])
        try await store.attempt([], rules: "some")
        try await store.refuse([], rules: "some")
        try await store.withdraw([])
        try promise(try await store.known([]).isEmpty, "answers about no contents")
        try promise(try await store.prune("source", below: "") == 0, "deletes nothing from nothing")
        let run = try await store.begin("source", below: "")
        try promise(try await store.unknown(among: [], in: run).isEmpty, "answers about no files")
        let unseen = try await store.finish(run, guarding: UnreadablePaths())
        try promise(unseen == UnseenPictures(), "misses nothing where nothing was: \(unseen)")
        try promise(try await store.count() == 0, "stays empty")
    }

    private func verifyReplacing() async throws {
        let store = try await makeStore()
        try await store.save([picture("a", 0), picture("b", 1)])
        try await store.save([picture("a", 9)])
        try promise(try await store.count() == 2, "replaces a picture that is saved again")
        try promise(try await store.estimatedCount() == 2, "estimates a few exactly")
        try promise(
            try await store.nearest().map(\.location.path) == ["b", "a"],
            "finds a replaced picture by its new embedding")
        try await store.save([picture("c", 3), picture("c", 5)])
        try promise(try await store.count() == 3, "saves a picture once that comes twice")
        let run = try await store.begin("source", below: "")
        let unknown = try await store.unknown(among: [picture("c", 3).file, picture("c", 5).file], in: run)
        let expected = UnknownFile(file: try picture("c", 3).file, storedContent: try picture("c", 5).content)
        try promise(unknown == [expected], "keeps the later one of two with the same key: \(unknown)")
    }

    private func verifyContents() async throws {
        let store = try await makeStore()
        let (a, b) = (try picture("a", 4), try picture("b", 1))
        let old = Picture(
            file: try picture("old", 2).file, content: try picture("old", 2).content, embedding: b.embedding, facts: nil
        )
        try await store.save([a, b, old])
        let known = try await store.known([a.content, old.content, picture("unknown", 7).content])
        try promise(Set(known.keys) == [a.content, old.content], "knows the contents that it holds only")
        let distance = known[a.content]?.embedding.cosineDistance(to: a.embedding) ?? 2
        try promise(abs(distance) < 1e-3, "returns the embedding of a content, not one \(distance) away")
        try promise(known[a.content]?.facts == a.facts, "returns the facts of a content")
        try promise(known[old.content]?.facts == nil, "has no facts where none were stored")
        try await store.run(over: [b, old])
        try promise(try await store.known([a.content]).count == 1, "knows the content of what is gone")
    }

    private func verifyStates() async throws {
        let store = try await makeStore()
        let (a, b) = (try picture("a", 0), try picture("b", 1))
        try await store.save([a, b])
        let run = try await store.begin("source", below: "")
        let new = try picture("new", 0).file
        var states = [a.file.state, a.file.state, a.file.state]
        states[0].size += 1
        states[1].modified += 1
        states[2].version = "an \"ETag\""
        for state in states {
            let changed = PictureFile(location: a.file.location, state: state)
            let unknown = try await store.unknown(among: [new, b.file, changed], in: run)
            let expected = [UnknownFile(file: new), UnknownFile(file: changed, storedContent: a.content)]
            try promise(unknown == expected, "tells new and changed files, in their order: \(unknown)")
        }
        let state = FileState(size: 1 << 40, modified: 1_700_000_000_123_456_789, version: "é\u{1F333}")
        let touched = PictureFile(location: a.file.location, state: state)
        try await store.refresh([touched])
        try promise(try await store.unknown(among: [touched], in: run).isEmpty, "refreshes size, date and version")
        let before = try await store.unknown(among: [a.file], in: run)
        try promise(before.first?.storedContent == a.content, "keeps the content when it refreshes: \(before)")
        try promise(try await store.files(in: "source").contains(touched), "tells the states of files")
    }

    private func verifyOddNames() async throws {
        let store = try await makeStore()
        let names = [
            "it's \"quoted\"; DROP TABLE images; --", "100%+&?#.jpg", "été/日本語/🌳.png", "e\u{301}", "line\nbreak\t",
            "back\\slash", "{array,NULL}", String(repeating: "long/", count: 800) + "x.jpg", " ",
        ]
        let pictures = try names.enumerated().map { try picture($1, Float($0)) }
        try await store.save(pictures)
        let found = try await store.nearest().map(\.location.path)
        try promise(found.map { Array($0.utf8) } == names.map { Array($0.utf8) }, "keeps names byte for byte: \(found)")
        let unseen = try await store.run(over: pictures)
        try promise(unseen == UnseenPictures(), "sees files of any name: \(unseen)")
    }
}
