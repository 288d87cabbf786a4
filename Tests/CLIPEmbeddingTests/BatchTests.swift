import Foundation
import ImageSearch
import ImageSearchTesting
import Testing

@testable import CLIPEmbedding

struct BatchTests {
    private static let folder = Places.fixtures.appending(path: "tiny-transformers").path

    private static func embedder() async throws -> CLIPEmbedder {
        try await CLIPEmbedder(
            ModelPackage(folder: folder), name: "tiny", precision: .f32, towers: .textOnly, hasher: FakeHasher())
    }

    @Test func `texts that are asked for together get what each gets alone`() async throws {
        let embedder = try await Self.embedder()
        let words = ["cat", "dog", "tree", "house", "sea", "sun"]
        let texts = words.flatMap { one in words.flatMap { ["\(one)", "a \(one) and a \($0)", "\(one) \($0)"] } }
        var alone: [Embedding] = []
        for text in texts { alone.append(try await embedder.embed(text)) }
        let together = try await withThrowingTaskGroup(of: (Int, Embedding).self) { group in
            for (place, text) in texts.enumerated() {
                group.addTask { (place, try await embedder.embed(text)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(together.count == texts.count)
        for (place, embedding) in alone.enumerated() {
            #expect(abs(try #require(together[place]).cosineDistance(to: embedding)) < 1e-5)
        }
    }

    @Test func `the tower computes several texts in one run`() async throws {
        let package = try ModelPackage(folder: Self.folder)
        let ids = package.tokens(of: "a cat and a dog")
        let texts = (1..<5).map { [ids[0]] + ids[1..<ids.count - 1].rotated(by: $0) + [ids[ids.count - 1]] }
        #expect(Set(texts).count > 2)
        let loader = TowerLoader(
            core: try Core(), files: package.files, precision: .f32, cacheFolder: nil, hasIntegerWeights: false)
        let tower = try TextTower(loader, package.files.textModel, padID: 0)
        let batch = try await tower.embed(together: texts)
        #expect(batch.count == 4)
        for (place, ids) in texts.enumerated() {
            let alone = try await tower.embed(ids)
            #expect(zip(batch[place], alone).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    @Test(arguments: [
        ([3, 4, 3, 5, 3], 16, [0, 2, 4], [4, 5]),
        ([3], 16, [0], []),
        ([], 16, [], []),
        ([7, 7, 7, 7, 7], 16, [0, 1, 2, 3, 4], []),
        ([7, 7, 7, 7, 7], 1, [0], [7, 7, 7, 7]),
        (Array(repeating: 2, count: 20), 16, Array(0..<16), [2, 2, 2, 2]),
    ])
    func `a batch holds the first text and others of its length`(
        lengths: [Int], limit: Int, taken: [Int], left: [Int]
    ) {
        var waiting = lengths.enumerated().map { (place: $0.offset, length: $0.element) }
        #expect(WaitingTexts.takeBatch(&waiting, limit: limit, \.length).map(\.place) == taken)
        #expect(waiting.map(\.length) == left)
    }
}

extension ArraySlice {
    fileprivate func rotated(by count: Int) -> [Element] {
        let middle = startIndex + count % self.count
        return Array(self[middle...] + self[..<middle])
    }
}
