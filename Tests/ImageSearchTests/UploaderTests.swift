import ImageSearch
import ImageSearchTesting
import Testing

@Suite(.timely) struct UploaderTests {
    let store = MemoryStore()
    let uploads = MemoryUploadStore()
    let embedder = CountingEmbedder()
    let decoder = PriorityDecoder()

    private var uploader: Uploader {
        Uploader(
            looking: Looking(decoder: decoder, embedder: embedder, in: store), uploads: uploads, catalogue: store)
    }

    @Test func `an upload makes room for searches`() async throws {
        _ = try await uploader.upload(FakeDecoder.picture(red: 1))
        #expect(decoder.seen == [.background])
    }

    @Test func `the same upload twice is one picture, looked at once`() async throws {
        let first = try await uploader.upload(FakeDecoder.picture(red: 7))
        let second = try await uploader.upload(FakeDecoder.picture(red: 7))
        #expect(first == second)
        #expect(first.facts?.format == .png)
        #expect(embedder.count == 1)
        #expect(decoder.seen.count == 1)
        #expect(try await store.count() == 1)
    }

    @Test func `an upload of what a source holds already is kept, but neither decoded nor embedded`() async throws {
        let source = MemorySource()
        source.set("a.png", FakeDecoder.picture(red: 8))
        let looking = Looking(decoder: decoder, embedder: embedder, in: store)
        _ = try await Sync(source, looking: looking, catalogue: store, workers: 1).run()
        let uploaded = try await uploader.upload(FakeDecoder.picture(red: 8))
        #expect(embedder.count == 1 && decoder.seen.count == 1)
        #expect(uploads.kept.keys.map { $0 } == [uploaded.file.location.path])
        #expect(try await store.count() == 2)
    }

    @Test func `uploads of the same content at once are looked at once`() async throws {
        let gate = Gate()
        let held = HeldEmbedder(gate: gate)
        let looking = Looking(decoder: decoder, embedder: held, in: store)
        let uploader = Uploader(looking: looking, uploads: uploads, catalogue: store)
        try await withThrowingTaskGroup(of: PictureID.self) { group in
            for _ in 0..<20 { group.addTask { try await uploader.upload(FakeDecoder.picture(red: 9)).id } }
            await gate.waitForArrivals(1)
            gate.open()
            let ids = try await group.reduce(into: Set<PictureID>()) { $0.insert($1) }
            #expect(ids.count == 1)
        }
        #expect(decoder.seen.count == 1)
    }

    @Test func `content that an earlier version stored is kept by what its first bytes say`() async throws {
        let bytes: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0] + Array(repeating: 0, count: 300)
        let location = PictureLocation(source: "old", path: "a.jpg")
        let old = Picture(
            file: PictureFile(location: location, state: FileState(size: 304, modified: 1)),
            content: ContentHash(of: bytes), embedding: try await embedder.embed("red"), facts: nil)
        try await store.save([old])
        let uploaded = try await uploader.upload(bytes)
        #expect(uploaded.file.location.path.hasSuffix(".jpg"))
        #expect(uploaded.embedding == old.embedding)
        #expect(decoder.seen.isEmpty)
    }

    @Test func `an upload that is no picture leaves nothing behind`() async throws {
        let error = await #expect(throws: PictureError.self) { try await uploader.upload(Array("text".utf8)) }
        #expect(error?.code == .notAPicture)
        #expect(uploads.kept.isEmpty)
        #expect(try await store.count() == 0)
    }
}
