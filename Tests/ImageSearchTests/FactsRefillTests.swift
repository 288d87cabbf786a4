import ImageSearchTesting
import Synchronization
import Testing

@testable import ImageSearch

@Suite struct FactsRefillTests {
    let store = MemoryStore()
    let embedder = CountingEmbedder()

    private func refill(_ files: [String: [UInt8]]) async throws -> FactsRefill.Progress {
        let looking = Looking(embedder: embedder, in: store)
        let originals = MemoryOriginals(files: files)
        return try await FactsRefill(looking: looking, catalogue: store, originals: originals, workers: 3).run()
    }

    /// Saves a picture as an earlier version did.
    private func save(_ path: String, _ bytes: [UInt8], extractor: Int?) async throws -> PictureID {
        let state = FileState(size: Int64(bytes.count), modified: 1)
        let file = PictureFile(location: PictureLocation(source: "s", path: path), state: state)
        let facts = extractor.map { Facts(width: 9, height: 9, format: .png, extractor: $0) }
        let picture = try Picture(
            file: file, content: ContentHash(of: bytes), embedding: Embedding(normalizing: [1, 0, 0, 0]), facts: facts)
        try await store.save([picture])
        return picture.id
    }

    @Test func `facts of earlier extractors are made again without the model, and only those`() async throws {
        var files: [String: [UInt8]] = [:]
        for number in 0..<200 {
            let bytes = FakeDecoder.picture(red: UInt8(number), comment: "\(number)")
            files["\(number)"] = bytes
            _ = try await save("\(number)", bytes, extractor: [nil, 0, Facts.currentExtractor][number % 3])
        }
        let done = try await refill(files)
        #expect(done == FactsRefill.Progress(filled: 134, passedOver: 0))
        #expect(embedder.count == 0)
        for number in 0..<200 {
            let id = PictureID(PictureLocation(source: "s", path: "\(number)"))
            let facts = try #require(try await store.picture(id)?.facts)
            #expect(facts.extractor == Facts.currentExtractor && facts.width == (number % 3 == 2 ? 9 : 1))
        }
        #expect(try await refill(files) == FactsRefill.Progress())
    }

    @Test func `a file that is gone, changed or refused costs its own facts`() async throws {
        let (good, bad) = (FakeDecoder.picture(red: 1), Array("fake:broken".utf8))
        let first = try await save("gone", good, extractor: nil)
        let copy = try await save("copy", good, extractor: nil)
        let changed = try await save("changed", FakeDecoder.picture(red: 2), extractor: nil)
        _ = try await save("bad", bad, extractor: nil)
        let done = try await refill(["copy": good, "changed": FakeDecoder.picture(red: 3), "bad": bad])
        #expect(done == FactsRefill.Progress(filled: 1, passedOver: 2))
        #expect(try await store.picture(first)?.facts?.extractor == Facts.currentExtractor, "by its copy")
        #expect(try await store.picture(copy)?.facts?.extractor == Facts.currentExtractor)
        #expect(try await store.picture(changed)?.facts == nil)
    }
}

/// Files by their paths.
struct MemoryOriginals: Originals {
    let files: [String: [UInt8]]

    func open(_ location: PictureLocation) async throws -> any Original {
        guard let bytes = files[location.path] else { throw PictureError(.vanished, "it is gone") }
        return MemoryOriginal(bytes: bytes)
    }
}

private struct MemoryOriginal: Original {
    let bytes: [UInt8]
    var state: FileState { FileState(size: Int64(bytes.count), modified: 1) }

    func read(_ range: Range<Int>) async throws -> [UInt8] { Array(bytes[range.clamped(to: 0..<bytes.count)]) }
}
