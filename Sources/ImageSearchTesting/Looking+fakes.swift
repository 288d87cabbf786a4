public import ImageSearch

extension Looking {
    /// Looks at fake pictures, and hashes them on the spot.
    public init(
        decoder: any ImageDecoder = FakeDecoder(), embedder: any Embedder = FakeEmbedder(), in catalogue: any Catalogue
    ) {
        self.init(decoder: decoder, embedder: embedder, catalogue: catalogue) { ContentHash(of: $0) }
    }
}

extension VectorIndex {
    /// The pictures nearest to a query, whatever they are.
    public func nearest(to query: Embedding, limit: Int) async throws -> [Match] {
        try await nearest(to: query, where: Filter(), by: .similarity, page: Page(limit: limit))
    }
}
