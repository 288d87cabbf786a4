import ImageSearchTesting
import Synchronization
import Testing

@testable import ImageSearch

@Suite struct TextBankTests {
    @Test func `the descriptions are many, short, and each there once`() {
        let texts = TextBank.descriptions
        #expect(texts.count > 2000)
        #expect(Set(texts.map { $0.lowercased() }).count == texts.count)
        for text in texts {
            #expect((1...8).contains(text.split(separator: " ").count) && text.trimmed == text, "\(text)")
        }
    }

    @Test func `blank pictures are the same every time and differ from each other`() {
        let pictures = (0..<BlankPicture.count).map { BlankPicture.pixels($0, side: 16) }
        #expect(pictures == (0..<BlankPicture.count).map { BlankPicture.pixels($0, side: 16) })
        #expect(Set(pictures.map(\.rgb)).count == pictures.count)
        #expect(pictures[0].rgb.prefix(3) == pictures[0].rgb.suffix(3))
    }

    @Test func `percentiles grow with the standing, and those of the bank's middle are 50`() {
        let steps = stride(from: -6.0, through: 12, by: 0.1).map { Relevance.percentile(of: $0) }
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 <= $1 } && steps.first == 0 && steps.last == 100)
        #expect(Relevance.percentile(of: -0.05) == 50 && abs(Relevance.percentile(of: 2.71) - 99) < 0.01)
    }

    @Test func `the bounds grow with the library, up to where they were measured`() {
        let bounds = [1, 20, 100, 1000, 10_000, 1_000_000].map { Bands(among: $0) }
        #expect(bounds[0] == bounds[1] && bounds[4] == bounds[5])
        #expect(zip(bounds[1...4], bounds[2...4]).allSatisfy { $0.likely < $1.likely && $0.maybe < $1.maybe })
        #expect(bounds[2].band(bounds[2].likely, best: bounds[2].likely) == .likely)
        #expect(bounds[2].band(bounds[2].likely, best: 2 * bounds[2].likely) == .maybe)
        #expect(bounds[2].band(bounds[2].maybe, best: 9) == .maybe && bounds[2].band(0, best: 9) == .unlikely)
    }

    @Test func `principal directions are those in which vectors vary most`() {
        var generator = SeededGenerator(seed: 5)
        let scales: [Float] = [5, 0.1, 3, 0.1, 0.1, 1]
        var vectors = VectorRows(dimensions: 6)
        for _ in 0..<500 { vectors.append(scales.map { $0 * Float.random(in: -1...1, using: &generator) }) }
        let found = PrincipalDirections(of: vectors, around: vectors.mean, count: 3)
        for (row, axis) in [0, 2, 5].enumerated() { #expect(abs(found.directions[row].map { $0 }[axis]) > 0.99) }
        #expect(found.variances[0] > found.variances[1] && found.variances[1] > found.variances[2])
        #expect(found.otherVariance < 0.02)
    }

    @Test func `a calibration is made once and then taken from where it is kept`() async throws {
        let storage = MemoryStorage()
        let calibrator = Calibrator(embedder: CountingTexts(), storage: storage)
        let scorer = CalibratedScorer { 100 }
        #expect(await !calibrator.load(into: scorer))
        try await calibrator.prepare(scorer)
        #expect(storage.kept.withLock { $0.count } == 1)
        let texts = CountingTexts()
        let next = CalibratedScorer { 100 }
        try await Calibrator(embedder: texts, storage: storage).prepare(next)
        #expect(texts.count.withLock { $0 } == 0)
        let picture = try await texts.embed(BlankPicture.pixels(0, side: 8))
        #expect(next.descriptions(of: [picture], count: 2)?.map(\.count) == [2])
        storage.kept.withLock { kept in kept = kept.mapValues { _ in [1, 2, 3] } }
        try await Calibrator(embedder: texts, storage: storage).prepare(next)
        #expect(texts.count.withLock { $0 } == TextBank.descriptions.count)
    }

    @Test func `before that nothing is told`() async throws {
        let scorer = CalibratedScorer { 100 }
        let picture = try Embedding(normalizing: [1, 2, 3, 4])
        #expect(await scorer.relevance(of: [], to: SearchTarget(picture, of: .words)) == nil)
        #expect(scorer.descriptions(of: [picture], count: 2) == nil)
    }
}

extension String {
    fileprivate var trimmed: String { split(separator: " ").joined(separator: " ") }
}

private final class MemoryStorage: Calibrator.Storage {
    let kept = Mutex<[String: [UInt8]]>([:])
    func load(_ name: String) async -> [UInt8]? { kept.withLock { $0[name] } }
    func save(_ bytes: [UInt8], as name: String) async { kept.withLock { $0[name] = bytes } }
}

/// Counts the texts, each of which gets a vector of its own.
private final class CountingTexts: Embedder {
    let model = ModelIdentity(name: "counting", fingerprint: "counting-weights", dimensions: 4)
    let geometry = PixelGeometry(side: 8)
    let count = Mutex(0)

    func embed(_ picture: Pixels) async throws -> Embedding { try await FakeEmbedder().embed(picture) }

    func embed(_ text: String) async throws -> Embedding {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return try Embedding(normalizing: [1, Float(number % 7), Float(number % 11), Float(number % 13)])
    }
}
