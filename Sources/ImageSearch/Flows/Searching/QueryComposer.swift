/// Makes the vector that a query is compared by.
struct QueryComposer: Sendable {
    private let looking: Looking
    private let vectors: any VectorIndex
    private let texts = QueryCache(capacity: 1024)

    init(looking: Looking, vectors: any VectorIndex) {
        self.looking = looking
        self.vectors = vectors
    }

    /// What stored embeddings are compared with.
    ///
    /// - Parameters:
    ///   - terms: at least one.
    ///   - pictures: the bytes of the pictures that come with the query, by name.
    /// - Returns: a unit vector, and what it was made of.
    /// - Throws: ``QueryError`` for a picture that is not there, ``PictureError``, ``StoreError``, or what the model throws.
    func target(of terms: [Term], _ pictures: [String: [UInt8]]) async throws -> SearchTarget {
        var sum = [Float](repeating: 0, count: looking.embedder.model.dimensions)
        for term in terms {
            let vector = try await vector(of: term, pictures)
            if terms.count == 1, term.weight > 0 { return SearchTarget(vector, of: term.origin) }
            for index in sum.indices { sum[index] += Float(term.weight) * vector.values[index] }
        }
        let isOfPictures = terms.allSatisfy { $0.origin == .pictures }
        return SearchTarget(try Embedding(normalizing: sum), of: isOfPictures ? .pictures : .words)
    }

    /// The vector of a term, in the model's space.
    private func vector(of term: Term, _ pictures: [String: [UInt8]]) async throws -> Embedding {
        switch term.kind {
        case .words(let text):
            return try await texts.embedding(of: text) { try await looking.embedder.embed(text) }
        case .picture(let name, let part):
            guard let bytes = pictures[name] else {
                throw QueryError(.missingPicture, "the picture \(name) did not come with the query")
            }
            return try await looking.made(of: bytes, part: part).embedding
        case .stored(let id, nil):
            if let stored = try await vectors.embedding(of: id) { return stored }
            throw QueryError(.unknownPicture, "there is no picture with the id \(id)")
        case .stored(_, .some):
            throw QueryError(.part, "a part of a stored picture cannot be searched for yet")
        }
    }
}

extension Term {
    fileprivate var origin: SearchTarget.Origin { if case .words = kind { .words } else { .pictures } }
}
