import ImageSearch
import ImageSearchTesting
import Testing

/// Many files of few contents, whose embeddings are held up.
@Suite(.timely) struct CopiesTests {
    let source = MemorySource()
    let store = MemoryStore()
    let gate = Gate()

    private func index(workers: Int = 8) -> Task<SyncSummary, any Error> {
        let slow = SlowStore(base: store)
        let looking = Looking(embedder: HeldEmbedder(gate: gate), in: slow)
        let sync = Sync(source, looking: looking, catalogue: slow, workers: workers)
        return Task { try await sync.run() }
    }

    /// As many files as contents times names, those of one content not beside each other.
    private func add(contents: Int, names: Int) {
        var random = SeededGenerator(seed: 1)
        for (number, place) in (0..<contents * names).shuffled(using: &random).enumerated() {
            source.set("\(number).png", FakeDecoder.picture(red: UInt8(place % contents)))
        }
    }

    @Test(arguments: [(1, 4000), (20, 50), (200, 2)]) func `copies are embedded once and all are indexed`(
        contents: Int, names: Int
    ) async throws {
        add(contents: contents, names: names)
        let run = index()
        await gate.waitForArrivals(1)
        gate.open()
        let summary = try await run.value
        #expect(summary.embedded == contents)
        #expect(summary.done == summary.found)
        #expect(try await store.count() == contents * names)
    }

    @Test(arguments: [1, 20]) func `a run whose workers all wait ends when it is cancelled`(contents: Int) async throws
    {
        add(contents: contents, names: 50)
        let run = index(workers: 4)
        await gate.waitForArrivals(1)
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(try await store.count() == 0)
    }
}

/// Gives an embedding when the gate is open.
struct HeldEmbedder: Embedder {
    let gate: Gate
    private let fake = FakeEmbedder()
    var model: ModelIdentity { fake.model }
    var geometry: PixelGeometry { fake.geometry }

    init(gate: Gate) { self.gate = gate }

    func embed(_ picture: Pixels) async throws -> Embedding {
        try await gate.pass()
        return try await fake.embed(picture)
    }

    func embed(_ text: String) async throws -> Embedding { try await fake.embed(text) }
}

/// Lets other tasks go on before it answers, as a database does.
private struct SlowStore: ForwardingStore {
    let base: MemoryStore

    private func pause() async { for _ in 0..<20 { await Task.yield() } }

    func known(_ contents: [ContentHash]) async throws -> [ContentHash: KnownContent] {
        await pause()
        return try await base.known(contents)
    }

    func save(_ pictures: [Picture]) async throws {
        await pause()
        try await base.save(pictures)
    }
}
