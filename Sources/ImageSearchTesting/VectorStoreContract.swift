public import ImageSearch

/// What every store must do, as a test that any store can run.
///
/// ```swift
/// try await VectorStoreContract { try await makeEmptyStore() }.verify()
/// ```
public struct VectorStoreContract: Sendable {
    /// A broken promise, in words.
    public struct Violation: Error, CustomStringConvertible {
        /// What was expected, and what came instead.
        public let description: String
    }

    /// Makes an empty store that has adopted no model yet.
    public typealias MakeStore = @Sendable () async throws -> any VectorStore

    private static let model = FakeEmbedder().model
    private let makeStore: MakeStore

    /// Takes the way to make an empty store.
    public init(makeStore: @escaping MakeStore) { self.makeStore = makeStore }

    /// Runs every check; throws the first ``Violation``.
    public func verify() async throws {
        try await verifyModels()
        try await verifyEmptyStore()
        try await verifySearch()
        try await verifyReplacing()
        try await verifyFiles()
        try await verifyAttempts()
        try await verifyMissing()
        try await verifyDeleting()
        try await verifyParts()
        try await verifySources()
        try await verifyMoves()
        try await verifyOddNames()
        try await verifyConcurrency()
    }

    // MARK: Models

    private func verifyModels() async throws {
        let store = try await makeStore()
        try await store.adopt(Self.model)
        try await store.adopt(Self.model)
        for (name, fingerprint) in [("other", Self.model.fingerprint), (Self.model.name, "other")] {
            let other = ModelIdentity(name: name, fingerprint: fingerprint, dimensions: Self.model.dimensions)
            do { try await store.adopt(other) } catch let error as StoreError {
                try check(error.code == .otherModel, "refuses another model as such, not with \(error.code)")
                try check(error.description.contains(name), "names the model that is refused: \(error)")
                try check(error.description.contains(Self.model.name), "names the model that it holds: \(error)")
                continue
            }
            throw Violation(description: "the store took a second model, \(name) \(fingerprint)")
        }
        try await store.adopt(Self.model)
    }

    // MARK: Searching

    private func verifyEmptyStore() async throws {
        let store = try await makeAdoptedStore()
        try check(try await store.count() == 0, "starts empty")
        try check(try await store.nearest(to: direction(0), limit: 5).isEmpty, "finds nothing in nothing")
        try check(try await store.files(of: [picture("a", 0).id]).isEmpty, "knows no file of a picture not stored")
        try await store.save([])
        try await store.refresh([:])
        try await store.markMissing([])
        try check(try await store.files(of: []).isEmpty, "answers about no files")
        try check(try await store.embeddings(of: []).isEmpty, "answers about no contents")
        try check(try await store.deleteMissing(of: "source", below: "") == 0, "deletes nothing from nothing")
    }

    private func verifySearch() async throws {
        let store = try await makeAdoptedStore()
        let pictures = try (0..<20).map { try picture("p\($0)", Float($0)) }
        try await store.save(pictures.shuffled())
        try check(try await store.count() == 20, "counts what was saved")
        for limit in [1, 7, 20, 1000] {
            let matches = try await store.nearest(to: direction(0), limit: limit)
            let expected = pictures.prefix(limit)
            try check(matches.map(\.id) == expected.map(\.id), "finds the \(limit) nearest, nearest first")
            for (match, picture) in zip(matches, expected) {
                try check(match.location == picture.file.location, "returns the location of \(picture.file.location)")
                let distance = try picture.embedding.cosineDistance(to: direction(0))
                try check(abs(match.distance - distance) < 1e-3, "distance \(match.distance), not \(distance)")
            }
        }
    }

    private func verifyReplacing() async throws {
        let store = try await makeAdoptedStore()
        try await store.save([picture("a", 0), picture("b", 1)])
        try await store.save([picture("a", 9)])
        try check(try await store.count() == 2, "replaces a picture that is saved again")
        try check(
            try await store.nearest(to: direction(9), limit: 1).map(\.location.path) == ["a"],
            "finds a replaced picture by its new embedding")
        try await store.save([picture("c", 3), picture("c", 5)])
        try check(try await store.count() == 3, "saves a picture once that comes twice")
        try check(
            try await store.files(of: [picture("c", 5).id]).values.first?.content == picture("c", 5).content,
            "keeps the later one of two with the same key")
    }

    // MARK: Attempts

    private func verifyAttempts() async throws {
        let store = try await makeAdoptedStore()
        let (a, b) = (try picture("a", 0), try picture("b", 1))
        try check(try await store.attempts(of: [a.id]).isEmpty, "knows no attempts at first")
        let first = Attempt(a.file, rules: "some")
        try await store.begin([a.id: first, b.id: Attempt(b.file, rules: "some")])
        try check(try await store.attempts(of: [a.id]) == [a.id: first], "records an attempt")
        try await store.begin([a.id: first])
        try check(try await store.attempts(of: [a.id])[a.id]?.unfinished == 2, "counts attempts on the same file")
        var changed = first
        changed.modified += 1
        try await store.begin([a.id: changed])
        try check(try await store.attempts(of: [a.id]) == [a.id: changed], "begins anew with another file")
        changed.rules = "others"
        try await store.begin([a.id: changed])
        try check(try await store.attempts(of: [a.id]) == [a.id: changed], "begins anew under other rules")
        changed.refusal = PictureError(.damaged, "cut off")
        try await store.end([b.id], refused: [a.id: changed])
        changed.unfinished = 0
        let left = try await store.attempts(of: [a.id, b.id])
        try check(left == [a.id: changed], "keeps refusals and forgets what came to something: \(left)")
        try await store.end([a.id], refused: [:])
        try check(try await store.attempts(of: [a.id]).isEmpty, "forgets a refusal")
    }

    // MARK: Files

    private func verifyFiles() async throws {
        let store = try await makeAdoptedStore()
        let (a, b) = (try picture("a", 0), try picture("b", 1))
        try await store.save([a, b])
        let files = try await store.files(of: [a.id, picture("unknown", 0).id])
        let stored = StoredFile(size: a.file.size, modified: a.file.modified, content: a.content, isMissing: false)
        try check(files == [a.id: stored], "remembers size, date and content: \(files)")
        let paths = try await store.paths(of: [a.id, b.id, picture("unknown", 0).id])
        try check(paths == [a.id: "a", b.id: "b"], "tells the paths of what it holds: \(paths)")
        try check(try await store.paths(of: []).isEmpty, "answers about no paths")
        let known = try await store.embeddings(of: [a.content, picture("unknown", 7).content])
        try check(Array(known.keys) == [a.content], "has embeddings of the contents that it holds only")
        let distance = known[a.content]?.cosineDistance(to: a.embedding) ?? 2
        try check(abs(distance) < 1e-3, "returns the embedding of a content, not one \(distance) away")
        var touched = a.file
        touched.size = 1 << 40
        touched.modified = 1_700_000_000_123_456_789
        try await store.refresh([a.id: touched])
        let refreshed = try await store.files(of: [a.id])[a.id]
        try check(refreshed?.size == touched.size, "refreshes the size")
        try check(refreshed?.modified == touched.modified, "refreshes the date to the nanosecond")
        try check(refreshed?.content == a.content, "keeps the content when it refreshes")
        try check(try await store.presentIDs(of: "source", below: "") == [a.id, b.id], "lists a source's pictures")
        try check(try await store.presentIDs(of: "other", below: "").isEmpty, "tells sources apart")
    }

    private func verifyMissing() async throws {
        let store = try await makeAdoptedStore()
        let pictures = try (0..<4).map { try picture("p\($0)", Float($0)) }
        try await store.save(pictures)
        try await store.markMissing([pictures[0].id, pictures[1].id])
        try check(try await store.count() == 2, "does not count the missing")
        try check(
            try await store.nearest(to: direction(0), limit: 4).map(\.id) == pictures[2...].map(\.id),
            "passes the missing over")
        try check(
            try await store.presentIDs(of: "source", below: "") == Set(pictures[2...].map(\.id)),
            "does not list the missing")
        try check(
            try await store.files(of: [pictures[0].id])[pictures[0].id]?.isMissing == true, "tells what is missing")
        try check(
            try await store.embeddings(of: [pictures[0].content]).count == 1, "keeps the vector of what is missing")
        try await store.refresh([pictures[0].id: pictures[0].file])
        try await store.save([pictures[1]])
        try check(
            try await store.nearest(to: direction(0), limit: 4).map(\.id) == pictures.map(\.id),
            "finds again what was refreshed or saved")
    }

    private func verifyDeleting() async throws {
        let store = try await makeAdoptedStore()
        let (a, b) = (try picture("a", 0), try picture("b", 1))
        let other = try picture("a", 2, source: "other")
        try await store.save([a, b, other])
        try await store.markMissing([a.id, other.id])
        try check(try await store.deleteMissing(of: "source", below: "") == 1, "tells how many it deleted")
        try check(try await store.deleteMissing(of: "source", below: "") == 0, "deletes once")
        let left = try await store.files(of: [a.id, b.id, other.id])
        try check(Set(left.keys) == [b.id, other.id], "deletes only the missing of one source")
    }

    // MARK: Sources

    private func verifyParts() async throws {
        let store = try await makeAdoptedStore()
        let inside = try ["2020/a", "2020/b/c"].map { try picture($0, 1) }
        let outside = try ["2020", "2020-copy/a", "b/2020/a", "20_0/a", "a"].map { try picture($0, 2) }
        try await store.save(inside + outside + [picture("2020/a", 3, source: "other")])
        try check(
            try await store.presentIDs(of: "source", below: "2020") == Set(inside.map(\.id)),
            "lists what lies below a folder of a source, nothing else")
        try check(try await store.presentIDs(of: "source", below: "20_0").count == 1, "takes a folder's name literally")
        try await store.markMissing(inside.map(\.id) + outside.map(\.id))
        try check(
            try await store.deleteMissing(of: "source", below: "2020") == 2, "deletes the missing below a folder only")
        try check(try await store.files(of: outside.map(\.id)).count == outside.count, "leaves what lies elsewhere")
    }

    private func verifySources() async throws {
        let store = try await makeAdoptedStore()
        try check(try await store.sources().isEmpty, "knows no source at first")
        let here = SourcePlace(machine: "one", path: "/pictures")
        let long = String(repeating: "long/", count: 800)
        let names = ["a", "B", "é", long, "it's; DROP TABLE sources; --"]
        let sources = names.map { KnownSource(name: $0, place: $0 == "B" ? nil : here) }
        try await change(store) { $0.recorded = sources }
        let sorted = sources.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        try check(try await store.sources() == sorted, "remembers sources, in the order of their names' bytes")
        try await change(store) {
            $0.recorded = [KnownSource(name: "B", place: here), KnownSource(name: "a", place: nil)]
            $0.forgotten = ["é", long, "unknown"]
        }
        let left = [
            KnownSource(name: "B", place: here), KnownSource(name: "a", place: nil),
            KnownSource(name: "it's; DROP TABLE sources; --", place: here),
        ]
        try check(try await store.sources() == left, "changes places and forgets sources")
    }

    private func verifyMoves() async throws {
        let store = try await makeAdoptedStore()
        let (kept, absent) = (try picture("2020/a", 1, source: "parent"), try picture("c", 5, source: "child"))
        try await store.save([kept, absent, picture("a", 3, source: "child"), picture("b", 4, source: "child")])
        try await store.save([picture("left", 2, source: "child")])
        try await store.markMissing([absent.id])
        try await change(store) {
            $0.moves = [SourceMove(from: "child", to: "parent", below: "2020") { $0 != "left" }]
        }
        let found = try await store.nearest(to: direction(0), limit: 9).map(\.location.description)
        try check(
            found == ["parent/2020/a", "child/left", "parent/2020/b"], "moves pictures with their vectors: \(found)")
        let moved = try picture("2020/c", 5, source: "parent")
        let file = try await store.files(of: [moved.id])[moved.id]
        try check(file?.isMissing == true, "leaves missing what was missing")
        try check(file?.content == absent.content, "moves what is remembered of the file")
        try check(try await store.files(of: [kept.id])[kept.id]?.content == kept.content, "keeps what was there before")
        try check(
            try await store.files(in: "child").map(\.location.path) == ["left"], "leaves nothing at the old place")
        try check(
            Set(try await store.files(in: "parent").map(\.location.path)) == ["2020/a", "2020/b", "2020/c"],
            "tells the files of a source, missing ones too")
    }

    private func change(_ store: any VectorStore, _ make: @escaping @Sendable (inout SourceChanges) -> Void)
        async throws
    {
        try await store.changeSources { _ in
            var changes = SourceChanges()
            make(&changes)
            return changes
        }
    }

    // MARK: Names and tasks

    private func verifyOddNames() async throws {
        let store = try await makeAdoptedStore()
        let names = [
            "it's \"quoted\"; DROP TABLE images; --", "100%+&?#.jpg", "été/日本語/🌳.png", "e\u{301}", "line\nbreak\t",
            "back\\slash", "{array,NULL}", String(repeating: "long/", count: 800) + "x.jpg", " ",
        ]
        let pictures = try names.enumerated().map { try picture($1, Float($0)) }
        try await store.save(pictures)
        let matches = try await store.nearest(to: direction(0), limit: names.count)
        try check(
            matches.map { Array($0.location.path.utf8) } == names.map { Array($0.utf8) },
            "keeps names byte for byte: \(matches.map(\.location.path))")
    }

    private func verifyConcurrency() async throws {
        let store = try await makeAdoptedStore()
        let pictures = try (0..<40).map { try picture("p\($0)", Float($0)) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { try await store.save(pictures.shuffled()) }
                group.addTask { _ = try await store.nearest(to: direction(0), limit: 10) }
            }
            try await group.waitForAll()
        }
        try check(try await store.count() == 40, "saves each picture once, whoever saves it at the same time")
        try check(
            try await store.nearest(to: direction(0), limit: 40).map(\.id) == pictures.map(\.id),
            "finds all that was saved at the same time")
    }

    private func makeAdoptedStore() async throws -> any VectorStore {
        let store = try await makeStore()
        try await store.adopt(Self.model)
        return store
    }

    private func check(_ isKept: Bool, _ promise: String) throws {
        guard isKept else { throw Violation(description: "broken promise: a store \(promise)") }
    }
}
