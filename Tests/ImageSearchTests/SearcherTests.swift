import ImageSearch
import ImageSearchTesting
import Synchronization
import Testing

@Suite struct SearcherTests {
    let store = MemoryVectorStore()
    let uploads = MemoryUploadStore()
    var searcher: Searcher { Searcher(decoder: FakeDecoder(), embedder: FakeEmbedder(), store: store) }
    var uploader: Uploader {
        Uploader(
            decoder: FakeDecoder(), embedder: FakeEmbedder(), store: store, uploads: uploads)
    }

    @Test func `an uploaded picture is found at once by words and by itself`() async throws {
        let red = FakeDecoder.picture(red: 255)
        let stored = try await uploader.upload(red)
        _ = try await uploader.upload(FakeDecoder.picture(blue: 255))
        #expect(try await searcher.search(text: "red").first?.id == stored.id)
        let byItself = try #require(try await searcher.search(image: red, limit: 1).first)
        #expect(byItself.id == stored.id)
        #expect(byItself.distance < 0.0001)
    }

    @Test func `an upload makes room for searches, and a search for nobody`() async throws {
        let decoder = PriorityDecoder()
        let uploader = Uploader(
            decoder: decoder, embedder: FakeEmbedder(), store: store, uploads: uploads)
        _ = try await uploader.upload(FakeDecoder.picture(red: 1))
        let searcher = Searcher(decoder: decoder, embedder: FakeEmbedder(), store: store)
        _ = try await searcher.search(image: FakeDecoder.picture(red: 2))
        #expect(decoder.seen == [.background, .immediate])
    }

    @Test func `the same upload twice is one picture`() async throws {
        let first = try await uploader.upload(FakeDecoder.picture(red: 7))
        let second = try await uploader.upload(FakeDecoder.picture(red: 7))
        #expect(first.id == second.id)
        #expect(try await store.count() == 1)
    }

    @Test func `an upload that is no picture leaves nothing behind`() async throws {
        let error = await #expect(throws: PictureError.self) { try await uploader.upload(Array("text".utf8)) }
        #expect(error?.code == .notAPicture)
        #expect(uploads.kept.isEmpty)
        #expect(try await store.count() == 0)
    }

    @Test func `a query that was asked before is not embedded again`() async throws {
        let embedder = CountingEmbedder()
        let searcher = Searcher(decoder: FakeDecoder(), embedder: embedder, store: store)
        _ = try await uploader.upload(FakeDecoder.picture(red: 255))
        for _ in 0..<3 { #expect(try await searcher.search(text: "red").count == 1) }
        #expect(embedder.texts == 1)
        for index in 0..<1100 { _ = try await searcher.search(text: "query \(index)") }
        #expect(embedder.texts == 1101)
        _ = try await searcher.search(text: "query 1099")
        #expect(embedder.texts == 1101, "the last one is remembered")
        _ = try await searcher.search(text: "red")
        #expect(embedder.texts == 1102, "the first one was forgotten")
    }

    @Test func `as many matches come back as were asked for`() async throws {
        for level in 0..<20 { _ = try await uploader.upload(FakeDecoder.picture(red: UInt8(level))) }
        #expect(try await searcher.search(text: "red").count == Searcher.defaultLimit)
        #expect(try await searcher.search(text: "red", limit: 20).count == 20)
        let distances = try await searcher.search(text: "red", limit: 20).map(\.distance)
        #expect(distances == distances.sorted())
    }
}

/// Remembers how urgent each call was.
private final class PriorityDecoder: ImageDecoder {
    let rules = "fake"
    private let priorities = Mutex<[Priority]>([])

    var seen: [Priority] { priorities.withLock { $0 } }

    func decode(_ file: [UInt8], to geometry: PixelGeometry) async throws -> DecodedPicture {
        priorities.withLock { $0.append(Priority.current) }
        return try await FakeDecoder().decode(file, to: geometry)
    }
}
