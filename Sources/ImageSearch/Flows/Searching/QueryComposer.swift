/// Makes the vector that a query is compared by.
struct QueryComposer: Sendable {
    private let looking: Looking
    private let vectors: any VectorIndex
    private let storedParts: StoredParts
    private let texts = QueryCache(capacity: 1024)

    init(looking: Looking, vectors: any VectorIndex, storedParts: StoredParts) {
        self.looking = looking
        self.storedParts = storedParts
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
        if terms.count == 1, terms[0].weight > 0 {
            return SearchTarget(try await vector(of: terms[0], pictures), of: terms[0].origin)
        }
        var parts: [SearchTarget.Part] = []
        for term in terms {
            parts.append(.init(try await vector(of: term, pictures), of: term.origin, weight: term.factor))
        }
        return try SearchTarget(sumOf: parts)
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
        case .stored(let id, let part?):
            return try await storedParts.embedding(of: part, id)
        }
    }
}

extension Term {
    /// What its embedding is multiplied by.
    ///
    /// What is to be left out counts half: it goes as well, and takes less of what is wanted with it (decision 0052).
    fileprivate var factor: Double { weight > 0 ? weight : weight / 2 }

    fileprivate var origin: SearchTarget.Origin { if case .words = kind { .words } else { .pictures } }
}
