/// Finds the pictures whose vectors are nearest to a query's.
public protocol VectorIndex: Sendable {
    /// Records the model on first use, and refuses another one's vectors afterwards.
    ///
    /// - Throws: ``StoreError`` with code `otherModel`, naming both models and what to do.
    func adopt(_ model: ModelIdentity) async throws

    /// The pictures nearest to a vector, nearest first; of equally near ones the smaller key comes first.
    ///
    /// - Parameters:
    ///   - target: what they are compared with.
    ///   - filter: which pictures may be found; those that are gone never are.
    ///   - count: how many, 1 or more.
    ///   - withEmbeddings: their embeddings are wanted too.
    /// - Returns: exactly `count` whenever so many can be found, else those that there are.
    /// - Throws: ``StoreError``.
    func nearest(
        to target: SearchTarget, where filter: Filter, count: Int, withEmbeddings: Bool
    ) async throws -> [Neighbour]

    /// The embedding of a stored picture; `nil` when it is not there or is gone.
    ///
    /// - Throws: ``StoreError``.
    func embedding(of id: PictureID) async throws -> Embedding?

    /// Builds, rebuilds or drops what makes searches of many pictures fast, as the number of pictures asks for.
    ///
    /// It returns at once when nothing is to do, goes on beside searches and changes, finishes what a crash interrupted,
    /// and may be cancelled at any time.
    /// - Parameter progress: is told about twice a second how far a build is.
    /// - Throws: ``StoreError``, or `CancellationError`.
    func maintainIndex(progress: @escaping @Sendable (IndexBuildProgress) -> Void) async throws
}

/// What stored embeddings are compared with.
public struct SearchTarget: Sendable, Hashable {
    /// What it was made of, which decides how the nearest are found best.
    public enum Origin: Sendable, Hashable {
        /// Pictures alone: it lies among stored embeddings.
        case pictures
        /// Words, or words and pictures: it may lie apart from all stored embeddings.
        case words
    }

    /// One of the terms that it is the sum of.
    public struct Part: Sendable, Hashable {
        /// The term's embedding.
        public let embedding: Embedding
        /// Whether the term is words.
        public let origin: Origin
        /// What the embedding was multiplied by, not 0; negative for what is to be left out.
        public let weight: Double

        /// Joins the three.
        public init(_ embedding: Embedding, of origin: Origin, weight: Double = 1) {
            self.embedding = embedding
            self.origin = origin
            self.weight = weight
        }
    }

    /// A unit vector in the adopted model's space.
    public let embedding: Embedding
    /// What it was made of.
    public let origin: Origin
    /// What it is the sum of, at least one, in the order of the query's terms.
    public let parts: [Part]

    /// Takes one term as it is.
    public init(_ embedding: Embedding, of origin: Origin) {
        self.embedding = embedding
        self.origin = origin
        parts = [Part(embedding, of: origin)]
    }

    /// Adds terms up.
    ///
    /// Where they cancel each other out, what is to be left out counts for nothing.
    /// - Parameter parts: at least one.
    /// - Throws: ``PictureError`` with code `noEmbedding` when nothing is left even so.
    public init(sumOf parts: [Part]) throws(PictureError) {
        let sum = SearchTarget.sum(of: parts)
        if let embedding = try? Embedding(normalizing: sum), product(sum, sum) > 1e-9 {
            self.embedding = embedding
        } else {
            embedding = try Embedding(normalizing: SearchTarget.sum(of: parts.filter { $0.weight > 0 }))
        }
        origin = parts.allSatisfy { $0.origin == .pictures } ? .pictures : .words
        self.parts = parts
    }

    private static func sum(of parts: [Part]) -> [Float] {
        var sum = [Float](repeating: 0, count: parts.first?.embedding.dimensions ?? 0)
        for part in parts {
            for (index, value) in part.embedding.values.enumerated() { sum[index] += Float(part.weight) * value }
        }
        return sum
    }
}

/// A stored picture and how near it is.
public struct Neighbour: Sendable, Equatable {
    /// The picture.
    public var picture: StoredPicture
    /// The cosine distance, 0...2.
    public var distance: Double
    /// As it is stored; `nil` where it was not asked for.
    public var embedding: Embedding?

    /// Joins the parts.
    public init(picture: StoredPicture, distance: Double, embedding: Embedding? = nil) {
        self.picture = picture
        self.distance = distance
        self.embedding = embedding
    }
}

/// How far a build of the index is.
public struct IndexBuildProgress: Sendable, Equatable {
    /// Pictures that are in it.
    public var built: Int
    /// Pictures that will be.
    public var total: Int

    /// Says how far it is.
    public init(built: Int, total: Int) {
        self.built = built
        self.total = total
    }
}
