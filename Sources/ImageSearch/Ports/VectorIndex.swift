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

    /// Builds, rebuilds or drops the graph that makes searches fast, as the number of pictures asks for.
    ///
    /// It returns at once when nothing is to do, goes on beside searches and changes, finishes what a crash interrupted,
    /// and may be cancelled at any time.
    /// - Parameter progress: is told about twice a second how far a build is.
    /// - Throws: ``StoreError``, or `CancellationError`.
    func maintainGraph(progress: @escaping @Sendable (GraphProgress) -> Void) async throws
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

    /// A unit vector in the adopted model's space.
    public let embedding: Embedding
    /// What it was made of.
    public let origin: Origin

    /// Joins the two.
    public init(_ embedding: Embedding, of origin: Origin) {
        self.embedding = embedding
        self.origin = origin
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

/// How far a build of the graph is.
public struct GraphProgress: Sendable, Equatable {
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
