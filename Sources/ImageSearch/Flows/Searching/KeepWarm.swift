/// Searches once a minute for nothing, so that the first search after quiet hours is as fast as the others.
///
/// Systems take memory from programs that do not use it: the code of the model's runtime, mapped weights, the database's
/// buffers. Reading them back costs several times what a search does (docs/decisions/0025).
public struct KeepWarm: Sendable {
    private let embedder: any Embedder
    private let vectors: any VectorIndex
    private let pause: Duration
    private let before: @Sendable () async -> Void

    /// Joins a model and an index.
    ///
    /// - Parameters:
    ///   - embedder: embeds the same text each time, past any memory of texts.
    ///   - vectors: is asked for what is nearest to it.
    ///   - pause: the time between two searches; a minute costs less than a thousandth of a processor.
    ///   - before: is done before each, such as giving memory back: what a search needs of it comes back at once.
    public init(
        embedder: any Embedder, vectors: any VectorIndex, pause: Duration = .seconds(60),
        before: @escaping @Sendable () async -> Void = {}
    ) {
        self.embedder = embedder
        self.vectors = vectors
        self.pause = pause
        self.before = before
    }

    /// Goes on until it is cancelled; a search that fails, as when the database is away, is of no matter.
    public func run() async {
        while (try? await Task.sleep(for: pause)) != nil {
            await before()
            guard let embedding = try? await embedder.embed("a photo") else { continue }
            _ = try? await vectors.nearest(
                to: SearchTarget(embedding, of: .words), where: Filter(), count: Page.defaultLimit,
                withEmbeddings: false)
        }
    }
}
