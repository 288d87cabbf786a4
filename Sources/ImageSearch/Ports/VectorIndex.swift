/// Finds the pictures whose vectors are nearest to a query's.
public protocol VectorIndex: Sendable {
    /// Records the model on first use, and refuses another one's vectors afterwards.
    ///
    /// - Throws: ``StoreError`` with code `otherModel`, naming both models and what to do.
    func adopt(_ model: ModelIdentity) async throws

    /// The pictures nearest to a query.
    ///
    /// - Parameters:
    ///   - query: of the adopted model's space.
    ///   - filter: which pictures may be found; those that are gone never are.
    ///   - order: what comes first.
    ///   - page: which part of the answer is wanted.
    /// - Returns: exactly as many matches as the page asks for whenever so many can be found, else those that there are.
    /// - Throws: ``StoreError``.
    func nearest(
        to query: Embedding, where filter: Filter, by order: Order, page: Page
    ) async throws -> [Match]

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
