import Synchronization

/// Remembers the embeddings of the queries that were asked last, since people ask again, page and refine.
///
/// The text is the key, the model being the same for the life of a searcher. Once `capacity` is reached, the one whose
/// last use lies furthest back goes.
final class QueryCache: Sendable {
    private struct Entry {
        var embedding: Embedding
        var lastUse: UInt64
    }
    private struct State {
        var entries: [String: Entry] = [:]
        var uses: UInt64 = 0
    }
    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// The embedding of a text, from memory or newly made.
    func embedding(of text: String, make: () async throws -> Embedding) async throws -> Embedding {
        if let known = known(text) { return known }
        let embedding = try await make()
        remember(text, embedding)
        return embedding
    }

    private func known(_ text: String) -> Embedding? {
        state.withLock { state in
            state.uses += 1
            state.entries[text]?.lastUse = state.uses
            return state.entries[text]?.embedding
        }
    }

    private func remember(_ text: String, _ embedding: Embedding) {
        state.withLock { state in
            // A scan of the whole, which costs less than a hundredth of the embedding that was just made.
            if state.entries.count >= capacity,
                let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.entries[oldest.key] = nil
            }
            state.entries[text] = Entry(embedding: embedding, lastUse: state.uses)
        }
    }
}
