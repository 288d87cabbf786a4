import ImageSearch

extension CatalogueContract {
    func verifySources() async throws {
        let store = try await makeStore()
        try promise(try await store.sources().isEmpty, "knows no source at first")
        let here = SourcePlace(machine: "one", path: "/pictures")
        let long = String(repeating: "long/", count: 800)
        let names = ["a", "B", "é", long, "it's; DROP TABLE sources; --"]
        let sources = names.map { Source(name: $0, place: $0 == "B" ? nil : here) }
        try await change(store) { $0.recorded = sources }
        let sorted = sources.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        try promise(try await store.sources() == sorted, "remembers sources, in the order of their names' bytes")
        let first = try await store.begin("B", below: "").number
        let other = Source(name: "a", kind: Source.Kind(rawValue: "of a later version"), place: nil)
        try await change(store) {
            $0.recorded = [Source(name: "B", place: here), other]
            $0.forgotten = ["é", long, "unknown"]
        }
        let left = [Source(name: "B", place: here), other, Source(name: names[4], place: here)]
        try promise(try await store.sources() == left, "changes places and kinds, and forgets sources")
        try promise(try await store.begin("B", below: "").number > first, "goes on numbering a source's runs")
        _ = try await store.begin("new", below: "2020")
        let named = try await store.sources().last
        try promise(named == Source(name: "new", place: nil), "records a source that a run begins with")
    }

    func verifyMoves() async throws {
        let store = try await makeStore()
        let (kept, absent) = (try picture("2020/a", 1, source: "parent"), try picture("c", 5, source: "child"))
        let staying = try ["a", "b", "left"].map { try picture($0, $0 == "left" ? 2 : 4, source: "child") }
        try await store.save([kept, absent] + staying)
        try await store.run(over: staying, of: "child")
        let run = try await store.begin("parent", below: "")
        try await change(store) {
            $0.moves = [SourceMove(from: "child", to: "parent", below: "2020") { $0 != "left" }]
        }
        let found = try await store.nearest().map(\.location.description)
        try promise(
            found == ["parent/2020/a", "child/left", "parent/2020/b"], "moves pictures with their vectors: \(found)")
        let old = PictureFile(
            location: PictureLocation(source: "parent", path: "2020/c"), state: FileState(size: 0, modified: 0))
        let moved = try await store.unknown(among: [old], in: run).first
        try promise(moved?.storedContent == absent.content, "moves what is remembered of a file")
        try promise(try await store.count() == 3, "leaves gone what was gone")
        let first = try await store.known([kept.content])[kept.content]
        try promise(first?.facts == kept.facts, "keeps what was there before")
        let unseen = try await store.finish(run, guarding: UnreadablePaths())
        try promise(unseen == UnseenPictures(gone: 1), "takes nothing for gone that joined a run's source: \(unseen)")
        try promise(
            try await store.files(in: "child").map(\.location.path) == ["left"], "leaves nothing at the old place")
        try promise(
            Set(try await store.files(in: "parent").map(\.location.path)) == ["2020/a", "2020/b", "2020/c"],
            "tells the files of a source, gone ones too")
        try await change(store) { $0.forgotten = ["parent"] }
        let forgotten = try await store.finish(run, guarding: UnreadablePaths())
        try promise(forgotten.gone == 0, "takes nothing for gone from a source that was forgotten")
    }

    private func change(
        _ store: any PictureStore, _ make: @escaping @Sendable (inout SourceChanges) -> Void
    ) async throws {
        try await store.changeSources { _ in
            var changes = SourceChanges()
            make(&changes)
            return changes
        }
    }
}
