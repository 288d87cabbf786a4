import ImageSearch
import ImageSearchTesting
import Testing

@Suite struct VectorStoreContractTests {
    @Test func `the store in memory keeps the contract`() async throws {
        try await VectorStoreContract { MemoryVectorStore() }.verify()
    }

    @Test func `a store that forgets what it was told is found out`() async throws {
        await #expect(throws: VectorStoreContract.Violation.self) {
            try await VectorStoreContract { ForgetfulStore() }.verify()
        }
    }
}

/// A store that returns one match less than there is.
private struct ForgetfulStore: VectorStore {
    private let store = MemoryVectorStore()

    func adopt(_ model: ModelIdentity) async throws { try await store.adopt(model) }
    func files(of ids: [PictureID]) async throws -> [PictureID: StoredFile] { try await store.files(of: ids) }
    func embeddings(of contents: [ContentHash]) async throws -> [ContentHash: Embedding] {
        try await store.embeddings(of: contents)
    }
    func save(_ pictures: [Picture]) async throws { try await store.save(pictures) }
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
        try await store.nearest(to: query, limit: limit).dropLast()
    }
    func count() async throws -> Int { try await store.count() }
}
