import ImageSearchTesting
import Testing

@testable import ImageSearch

/// How the terms of a query become the one vector that pictures are compared with, and what each adds to an answer.
@Suite struct CombiningTests {
    private let red: Embedding
    private let green: Embedding

    init() throws {
        red = try Embedding(normalizing: [1, 0, 0, 1])
        green = try Embedding(normalizing: [0, 1, 0, 1])
    }

    @Test func `one term is compared as it is`() {
        #expect(SearchTarget(red, of: .words).embedding == red)
    }

    @Test func `terms add up by their weights`() throws {
        let target = try SearchTarget(sumOf: [
            .init(red, of: .words, weight: 2), .init(green, of: .pictures, weight: 1),
        ])
        #expect(target.embedding == (try Embedding(normalizing: zip(red.values, green.values).map { 2 * $0 + $1 })))
        #expect(target.origin == .words)
    }

    @Test func `what is left out to the last counts for nothing`() throws {
        let target = try SearchTarget(sumOf: [.init(red, of: .words), .init(red, of: .words, weight: -1)])
        #expect(target.embedding.cosineDistance(to: red) < 1e-6)
    }

    @Test func `what terms add makes up the similarity`() throws {
        let target = try SearchTarget(sumOf: [
            .init(red, of: .words, weight: 2), .init(green, of: .words, weight: -0.5),
        ])
        let picture = try Embedding(normalizing: [3, 1, 2, 1])
        let parts = target.contributions(to: picture)
        #expect(abs(parts[0] + parts[1] - (1 - target.embedding.cosineDistance(to: picture))) < 1e-5)
        #expect(parts[0] > 0 && parts[1] < 0)
    }

    @Test func `a minus term takes what it names to the end and empties nothing`() async throws {
        let store = MemoryStore()
        let looking = Looking(in: store)
        let searcher = Searcher(looking: looking, vectors: store, catalogue: store)
        for (name, colour) in [("red", [1, 0, 0, 1]), ("green", [0, 1, 0, 1]), ("both", [1, 1, 0, 1] as [Float])] {
            let file = PictureFile(
                location: PictureLocation(source: "s", path: name), state: FileState(size: 1, modified: 1))
            try await store.save([
                Picture(
                    file: file, content: ContentHash(of: Array(name.utf8)), embedding: Embedding(normalizing: colour),
                    facts: Facts(width: 1, height: 1, format: .png))
            ])
        }
        func paths(_ terms: [Term]) async throws -> [String] {
            try await searcher.search(Query(terms)).matches.map(\.location.path)
        }
        #expect(try await paths([.words("red"), Term(.words("green"), weight: -1)]) == ["red", "both", "green"])
        #expect(try await paths([Term(.words("green"), weight: -1)]).last == "green")
        #expect(try await paths([.words("red"), Term(.words("red"), weight: -2)]).count == 3)
    }

    @Test(arguments: [-1, -3.0]) func `what is to be left out counts half`(weight: Double) async throws {
        let store = MemoryStore()
        let searcher = Searcher(looking: Looking(in: store), vectors: store, catalogue: store)
        let file = PictureFile(
            location: PictureLocation(source: "s", path: "a"), state: FileState(size: 1, modified: 1))
        let picture = try Embedding(normalizing: [3, 1, 2, 1])
        try await store.save([Picture(file: file, content: ContentHash(of: [1]), embedding: picture, facts: nil)])
        let query = try Query([.words("red"), Term(.words("green"), weight: weight)])
        let found = try #require(await searcher.search(query).matches.first?.distance)
        let words = FakeEmbedder()
        let target = try await SearchTarget(sumOf: [
            .init(words.embed("red"), of: .words), .init(words.embed("green"), of: .words, weight: weight / 2),
        ])
        #expect(abs(found - target.embedding.cosineDistance(to: picture)) < 1e-4)
    }

    @Test func `matches are explained when that is asked for`() async throws {
        let store = MemoryStore()
        let searcher = Searcher(looking: Looking(in: store), vectors: store, catalogue: store)
        let file = PictureFile(
            location: PictureLocation(source: "s", path: "a"), state: FileState(size: 1, modified: 1))
        try await store.save([
            Picture(
                file: file, content: ContentHash(of: [1]), embedding: red,
                facts: Facts(width: 1, height: 1, format: .png))
        ])
        let query = try Query([.words("red"), Term(.words("green"), weight: 0.5)])
        let plain = try await searcher.search(query).matches
        #expect(plain.map(\.explanation) == [nil])
        let match = try #require(await searcher.search(query, explaining: true).matches.first)
        let parts = try #require(match.explanation?.contributions)
        #expect(parts.count == 2 && abs(parts[0] + parts[1] - (1 - (match.distance ?? 9))) < 1e-3)
    }
}
