import ImageSearch

/// What every index of vectors must do, as a test that any can run; the pictures come from the catalogue beside it.
///
/// ```swift
/// try await VectorIndexContract { try await makeEmptyStore() }.verify()
/// ```
public struct VectorIndexContract: Sendable {
    private static let model = FakeEmbedder().model
    private let makeStore: @Sendable () async throws -> any PictureStore

    /// Takes the way to make an empty store that has adopted no model yet.
    public init(makeStore: @escaping @Sendable () async throws -> any PictureStore) { self.makeStore = makeStore }

    /// Runs every check.
    ///
    /// - Throws: the first ``BrokenPromise``.
    public func verify() async throws {
        try await verifyModels()
        try await verifySearch()
        try await verifyOrder()
        try await verifyFilters()
        try await verifyRandomFilters()
        try await verifyStoredEmbeddings()
        try await verifyConcurrency()
    }

    private func verifyModels() async throws {
        let store = try await makeStore()
        try await store.adopt(Self.model)
        try await store.adopt(Self.model)
        for (name, fingerprint) in [("other", Self.model.fingerprint), (Self.model.name, "other")] {
            let other = ModelIdentity(name: name, fingerprint: fingerprint, dimensions: Self.model.dimensions)
            do { try await store.adopt(other) } catch let error as StoreError {
                try promise(error.code == .otherModel, "refuses another model as such, not with \(error.code)")
                try promise(error.description.contains(name), "names the model that is refused: \(error)")
                try promise(error.description.contains(Self.model.name), "names the model that it holds: \(error)")
                continue
            }
            throw BrokenPromise(description: "the store took a second model, \(name) \(fingerprint)")
        }
        try await store.adopt(Self.model)
    }

    private func verifySearch() async throws {
        let store = try await makeAdoptedStore()
        try promise(try await store.nearest(5).isEmpty, "finds nothing in nothing")
        let pictures = try (0..<20).map { try picture("p\($0)", Float($0)) }
        try await store.save(pictures.shuffled())
        for limit in [1, 7, 20, 1000] {
            let matches = try await store.neighbours(limit)
            let expected = pictures.prefix(limit)
            try promise(matches.map(\.picture.id) == expected.map(\.id), "finds the \(limit) nearest, nearest first")
            for (match, picture) in zip(matches, expected) {
                try promise(
                    match.picture.location == picture.file.location, "returns the location of \(picture.file.location)")
                let distance = try picture.embedding.cosineDistance(to: direction(0))
                try promise(abs(match.distance - distance) < 1e-3, "distance \(match.distance), not \(distance)")
            }
        }
    }

    private func verifyOrder() async throws {
        let store = try await makeAdoptedStore()
        // Many of the same distance: only the key tells them apart.
        let pictures = try (0..<30).map { try picture("p\($0)", Float($0 / 10)) }
        try await store.save(pictures.shuffled())
        let all = pictures.sorted { ($0.file.modified, $0.id) < ($1.file.modified, $1.id) }.map(\.id)
        for count in [1, 7, 15, 30] {
            let found = try await store.nearest(count).map(\.id)
            try promise(found == Array(all.prefix(count)), "orders equal distances by key")
        }
        let neighbours = try await store.nearest(
            to: SearchTarget(direction(0), of: .words), where: Filter(), count: 30, withEmbeddings: true)
        for neighbour in neighbours {
            let distance = try neighbour.embedding?.cosineDistance(to: direction(0)) ?? 2
            try promise(abs(distance - neighbour.distance) < 1e-3, "returns the embeddings that were asked for")
        }
    }

    private func verifyFilters() async throws {
        let store = try await makeAdoptedStore()
        let places = [
            ("a", "2020/x"), ("a", "2020/b/y"), ("a", "2020-copy/x"), ("a", "20_0/x"), ("b", "2020/x"), ("B", "x"),
            ("it's", "%/x"), ("a/b", "c/x"),
        ]
        try await store.save(try places.enumerated().map { try picture($1.1, Float($0), source: $1.0) })
        let all = try await store.nearest()
        try promise(all.count == places.count, "finds all pictures without a filter")
        let filters: [Filter] = [
            Filter(.source("a")), Filter(.source("b"), .source("it's")), Filter(.source("A")), Filter(.folder("2020")),
            Filter(.source("a"), .folder("2020")), Filter(.source("a"), .folder("2020/b")), Filter(.folder("20_0")),
            Filter(.folder("%")), Filter(.folder("x")), Filter(.folder("a")), Filter(.folder("a/b")),
            Filter(.folder("a/2020")), Filter(.folder("a/2020/b"), .folder("b")),
            Filter(.name("2020\0")), Filter(.folder("")), Filter(.folder("a/b/")),
            try Filter([.init(.source("a"), isExcluded: true), .init(.folder("2020"), isExcluded: true)]),
        ]
        for filter in filters {
            let expected = all.filter(filter.includes)
            let found = try await store.nearest(where: filter)
            try promise(found == expected, "finds what \(filter) includes, and nothing else: \(found)")
            let first = try await store.nearest(1, where: filter)
            try promise(first == Array(expected.prefix(1)), "finds as many as are asked for with \(filter): \(first)")
        }
    }

    private func verifyRandomFilters() async throws {
        let store = try await makeAdoptedStore()
        var random = RandomFilters(seed: 11)
        try await store.save(try (0..<300).map { try random.picture($0) })
        for picture in try await store.nearest().prefix(40) { _ = try await store.setFavourite(picture.id, true) }
        let all = try await store.nearest()
        var filters = try (0..<2).flatMap { _ in try random.each() }
        filters += try (0..<70).map { _ in try random.filter() }
        var decisive = 0
        for filter in filters {
            let expected = all.filter(filter.includes)
            let found = try await store.nearest(where: filter)
            let differing = Set(found).symmetricDifference(expected)
            try promise(found == expected, "finds what \(filter) includes, and nothing else: \(differing)")
            let first = try await store.nearest(10, where: filter)
            try promise(first == Array(expected.prefix(10)), "finds as many as are asked for with \(filter)")
            decisive += !expected.isEmpty && expected.count < all.count ? 1 : 0
        }
        try promise(decisive > filters.count / 2, "is asked with filters that some pictures meet: \(decisive)")
    }

    private func verifyStoredEmbeddings() async throws {
        let store = try await makeAdoptedStore()
        let (a, b) = (try picture("a", 1), try picture("b", 2))
        try await store.save([a, b])
        let distance = try await store.embedding(of: a.id)?.cosineDistance(to: a.embedding) ?? 2
        try promise(abs(distance) < 1e-3, "tells a stored picture's embedding, not one \(distance) away")
        try await store.run(over: [b])
        let left = try await [store.embedding(of: a.id), store.embedding(of: picture("c", 0).id)]
        try promise(left == [nil, nil], "has no embedding of what is gone or not stored")
        try await store.maintainGraph { _ in }
        try promise(try await store.nearest().map(\.id) == [b.id], "finds the same with a graph or without")
    }

    private func verifyConcurrency() async throws {
        let store = try await makeAdoptedStore()
        let pictures = try (0..<40).map { try picture("p\($0)", Float($0)) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { try await store.save(pictures.shuffled()) }
                group.addTask { _ = try await store.nearest(10) }
            }
            try await group.waitForAll()
        }
        try promise(try await store.count() == 40, "saves each picture once, whoever saves it at the same time")
        try promise(
            try await store.nearest(40).map(\.id) == pictures.map(\.id), "finds all that was saved at the same time")
    }

    private func makeAdoptedStore() async throws -> any PictureStore {
        let store = try await makeStore()
        try await store.adopt(Self.model)
        return store
    }
}
