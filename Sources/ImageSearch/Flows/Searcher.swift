/// Answers queries: query -> embed -> store -> matches.
public struct Searcher: Sendable {
    /// How many matches may be asked for at once.
    public static let limits = 1...1000
    /// How many matches come back when nothing is said.
    public static let defaultLimit = 5

    private let decoder: any ImageDecoder
    private let embedder: any Embedder
    private let store: any VectorStore
    private let queries = QueryCache(capacity: 1024)

    /// Joins a decoder, a model and a store.
    public init(decoder: any ImageDecoder, embedder: any Embedder, store: any VectorStore) {
        self.decoder = decoder
        self.embedder = embedder
        self.store = store
    }

    /// The pictures nearest to a text, nearest first.
    ///
    /// - Parameters:
    ///   - text: any text that is not blank.
    ///   - limit: within ``limits``.
    /// - Returns: as many matches as were asked for, where so many pictures are indexed.
    /// - Throws: ``StoreError``, or what the model throws.
    public func search(text: String, limit: Int = defaultLimit) async throws -> [Match] {
        let query = try await queries.embedding(of: text) { try await embedder.embed(text) }
        return try await store.nearest(to: query, limit: limit)
    }

    /// The pictures nearest to a picture, nearest first.
    ///
    /// - Throws: ``PictureError`` when the bytes cannot be taken as a picture.
    public func search(image: [UInt8], limit: Int = defaultLimit) async throws -> [Match] {
        let decoded = try await decoder.decode(image, to: embedder.geometry)
        return try await store.nearest(to: embedder.embed(decoded.pixels), limit: limit)
    }
}
