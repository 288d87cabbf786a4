/// Makes the vector that a query is compared by.
struct QueryComposer: Sendable {
    private let looking: Looking
    private let vectors: any VectorIndex
    private let texts = QueryCache(capacity: 1024)

    init(looking: Looking, vectors: any VectorIndex) {
        self.looking = looking
        self.vectors = vectors
    }

    /// The vector of a term, in the model's space.
    func vector(of term: Term) async throws -> Embedding {
        switch term.kind {
        case .words(let text):
            return try await texts.embedding(of: text) { try await looking.embedder.embed(text) }
        case .picture(let bytes):
            return try await looking.made(of: bytes).embedding
        case .stored(let id):
            if let stored = try await vectors.embedding(of: id) { return stored }
            throw QueryError(.unknownPicture, "there is no picture with the id \(id)")
        }
    }
}
