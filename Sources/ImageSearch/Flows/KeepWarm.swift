/// Searches once a minute for nothing, so that the first search after quiet hours is as fast as the others.
///
/// Systems take memory from programs that do not use it: the code of the model's runtime, mapped weights, the database's
/// buffers. Reading them back costs several times what a search does (docs/decisions/0025).
public struct KeepWarm: Sendable {
    private let embedder: any Embedder
    private let store: any VectorStore
    private let pause: Duration
    private let before: @Sendable () async -> Void

    /// Joins a model and a store.
    ///
    /// - Parameters:
    ///   - embedder: embeds the same text each time, past any memory of texts.
    ///   - store: is asked for what is nearest to it.
    ///   - pause: the time between two searches; a minute costs less than a thousandth of a processor.
    ///   - before: is done before each, such as giving memory back: what a search needs of it comes back at once.
    public init(
        embedder: any Embedder, store: any VectorStore, pause: Duration = .seconds(60),
        before: @escaping @Sendable () async -> Void = {}
    ) {
        self.embedder = embedder
        self.store = store
        self.pause = pause
        self.before = before
    }

    /// Goes on until it is cancelled; a search that fails, as when the database is away, is of no matter.
    public func run() async {
        while (try? await Task.sleep(for: pause)) != nil {
            await before()
            guard let embedding = try? await embedder.embed("a photo") else { continue }
            _ = try? await store.nearest(to: embedding, limit: Searcher.defaultLimit)
        }
    }
}
