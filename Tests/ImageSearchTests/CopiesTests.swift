import ImageSearch
import ImageSearchTesting
import Testing

/// Many files of few contents, whose embeddings are held up.
@Suite(.timely) struct CopiesTests {
    let source = MemorySource()
    let store = MemoryVectorStore()
    let gate = Gate()

    private func index(workers: Int = 8) -> Task<IndexSummary, any Error> {
        let indexer = Indexer(
            source: source, decoder: FakeDecoder(), embedder: HeldEmbedder(gate: gate), store: SlowStore(store: store),
            workers: workers)
        return Task { try await indexer.run() }
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
private struct HeldEmbedder: Embedder {
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
private struct SlowStore: VectorStore {
    let store: MemoryVectorStore

    private func pause() async { for _ in 0..<20 { await Task.yield() } }

    func adopt(_ model: ModelIdentity) async throws { try await store.adopt(model) }
    func files(of ids: [PictureID]) async throws -> [PictureID: StoredFile] { try await store.files(of: ids) }
    func embeddings(of contents: [ContentHash]) async throws -> [ContentHash: Embedding] {
        await pause()
        return try await store.embeddings(of: contents)
    }
    func save(_ pictures: [Picture]) async throws {
        await pause()
        try await store.save(pictures)
    }
    func refresh(_ files: [PictureID: PictureFile]) async throws { try await store.refresh(files) }
    func attempts(of ids: [PictureID]) async throws -> [PictureID: Attempt] { try await store.attempts(of: ids) }
    func begin(_ attempts: [PictureID: Attempt]) async throws { try await store.begin(attempts) }
    func end(_ ids: [PictureID], refused: [PictureID: Attempt]) async throws {
        try await store.end(ids, refused: refused)
    }
    func presentIDs(of source: String, below folder: String) async throws -> Set<PictureID> {
        try await store.presentIDs(of: source, below: folder)
    }
    func paths(of ids: [PictureID]) async throws -> [PictureID: String] { try await store.paths(of: ids) }
    func markMissing(_ ids: [PictureID]) async throws { try await store.markMissing(ids) }
    func deleteMissing(of source: String, below folder: String) async throws -> Int {
        try await store.deleteMissing(of: source, below: folder)
    }
    func sources() async throws -> [KnownSource] { try await store.sources() }
    func files(in source: String) async throws -> [PictureFile] { try await store.files(in: source) }
    func changeSources(
        _ decide: @escaping @Sendable ([KnownSource]) -> SourceChanges
    ) async throws { try await store.changeSources(decide) }
    func nearest(to query: Embedding, limit: Int) async throws -> [Match] {
        try await store.nearest(to: query, limit: limit)
    }
    func count() async throws -> Int { try await store.count() }
}
