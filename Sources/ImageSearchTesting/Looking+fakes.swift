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
    public func nearest(
        to query: Embedding, limit: Int, where filter: Filter = Filter()
    ) async throws -> [StoredPicture] {
        let target = SearchTarget(query, of: .pictures)
        return try await nearest(to: target, where: filter, count: limit, withEmbeddings: false).map(\.picture)
    }
}
