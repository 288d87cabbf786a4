import ImageSearch
import ImageSearchTesting
import Synchronization

/// Counts how many pictures and texts were embedded.
final class CountingEmbedder: Embedder {
    private let fake = FakeEmbedder()
    private let counts = Mutex((pictures: 0, texts: 0, limit: Int.max))
    var count: Int { counts.withLock { $0.pictures } }
    var texts: Int { counts.withLock { $0.texts } }
    var model: ModelIdentity { fake.model }
    var geometry: PixelGeometry { fake.geometry }

    func embed(_ picture: Pixels) async throws -> Embedding {
        let isPaused = counts.withLock { counts in
            counts.pictures += 1
            return counts.pictures > counts.limit
        }
        if isPaused { try await Task.sleep(for: .seconds(86_400)) } else { await Task.yield() }
        return try await fake.embed(picture)
    }

    /// Lets pictures after so many wait until they are cancelled.
    func pause(after count: Int) { counts.withLock { $0.limit = count } }

    func embed(_ text: String) async throws -> Embedding {
        counts.withLock { $0.texts += 1 }
        return try await fake.embed(text)
    }
}
