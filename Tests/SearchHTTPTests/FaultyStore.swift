import ImageSearch
import ImageSearchTesting

/// A store that cannot find, look up or save anything.
struct FaultyStore: ForwardingStore {
    let base = MemoryStore()
    let error: any Error & Sendable

    func known(_ contents: [ContentHash]) async throws -> [ContentHash: KnownContent] { throw error }
    func save(_ pictures: [Picture]) async throws { throw error }
    func nearest(
        to target: SearchTarget, where filter: Filter, count: Int, withEmbeddings: Bool
    ) async throws -> [Neighbour] { throw error }
    func embedding(of id: PictureID) async throws -> Embedding? { throw error }
    func count() async throws -> Int { throw error }
}
