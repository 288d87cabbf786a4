import ImageSearch

/// A store that cannot do anything.
struct FaultyStore: VectorStore {
    let error: any Error & Sendable

    func adopt(_ model: ModelIdentity) async throws { throw error }
    func files(of ids: [PictureID]) async throws -> [PictureID: StoredFile] { throw error }
    func embeddings(of contents: [ContentHash]) async throws -> [ContentHash: Embedding] { throw error }
    func save(_ pictures: [Picture]) async throws { throw error }
    func refresh(_ files: [PictureID: PictureFile]) async throws { throw error }
    func attempts(of ids: [PictureID]) async throws -> [PictureID: Attempt] { throw error }
    func begin(_ attempts: [PictureID: Attempt]) async throws { throw error }
    func end(_ ids: [PictureID], refused: [PictureID: Attempt]) async throws { throw error }
    func presentIDs(of source: String, below folder: String) async throws -> Set<PictureID> { throw error }
    func paths(of ids: [PictureID]) async throws -> [PictureID: String] { throw error }
    func markMissing(_ ids: [PictureID]) async throws { throw error }
    func deleteMissing(of source: String, below folder: String) async throws -> Int { throw error }
    func sources() async throws -> [KnownSource] { throw error }
    func files(in source: String) async throws -> [PictureFile] { throw error }
    func changeSources(
        _ decide: @escaping @Sendable ([KnownSource]) -> SourceChanges
    ) async throws { throw error }
    func nearest(to query: Embedding, limit: Int) async throws -> [Match] { throw error }
    func count() async throws -> Int { throw error }
}
