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
    private let texts: Admission
    private let pictures: Admission

    /// Joins a decoder, a model and a store.
    ///
    /// So many searches by text, and so many by picture, may be in work or wait at one time. One by picture costs as much as
    /// dozens by text.
    public init(
        decoder: any ImageDecoder, embedder: any Embedder, store: any VectorStore, maxTexts: Int = 512,
        maxPictures: Int = 64
    ) {
        self.decoder = decoder
        self.embedder = embedder
        self.store = store
        texts = Admission(limit: maxTexts, refusal: "Too many searches are waiting. Try again shortly.")
        pictures = Admission(
            limit: maxPictures, refusal: "Too many searches by picture are waiting. Try again shortly.")
    }

    /// The pictures nearest to a text, nearest first.
    ///
    /// - Parameters:
    ///   - text: any text that is not blank.
    ///   - limit: within ``limits``.
    /// - Returns: as many matches as were asked for, where so many pictures are indexed.
    /// - Throws: ``StoreError``, or what the model throws; ``Overloaded`` when too many searches wait.
    public func search(text: String, limit: Int = defaultLimit) async throws -> [Match] {
        try await texts.admit {
            let query = try await queries.embedding(of: text) { try await embedder.embed(text) }
            try Task.checkCancellation()
            return try await store.nearest(to: query, limit: limit)
        }
    }

    /// The pictures nearest to a picture, nearest first.
    ///
    /// - Throws: ``PictureError`` when the bytes cannot be taken as a picture; ``Overloaded`` when too many searches wait.
    public func search(image: [UInt8], limit: Int = defaultLimit) async throws -> [Match] {
        try await pictures.admit {
            let decoded = try await decoder.decode(image, to: embedder.geometry)
            let query = try await embedder.embed(decoded.pixels)
            // Whoever has gone meanwhile shall not have the database search for nothing.
            try Task.checkCancellation()
            return try await store.nearest(to: query, limit: limit)
        }
    }
}
