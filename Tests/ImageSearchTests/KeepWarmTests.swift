import ImageSearch
import ImageSearchTesting
import Synchronization
import Testing

@Suite struct KeepWarmTests {
    @Test(.timely)
    func `model and store are asked again and again, past errors, until it is cancelled`() async throws {
        let embedder = HaltingEmbedder()
        let store = MemoryStore()
        let preparations = Mutex(0)
        let keepWarm = KeepWarm(embedder: embedder, vectors: store, pause: .milliseconds(1)) {
            preparations.withLock { $0 += 1 }
        }
        let task = Task { await keepWarm.run() }
        while embedder.count < 5 { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        await task.value
        #expect(store.searches >= 2)
        #expect(preparations.withLock { $0 } >= embedder.count)
    }
}

/// Counts the texts, and fails at each second one.
private final class HaltingEmbedder: Embedder {
    private struct Fault: Error {}
    private let fake = FakeEmbedder()
    private let texts = Mutex(0)

    var count: Int { texts.withLock { $0 } }
    var model: ModelIdentity { fake.model }
    var geometry: PixelGeometry { fake.geometry }

    func embed(_ picture: Pixels) async throws -> Embedding { try await fake.embed(picture) }

    func embed(_ text: String) async throws -> Embedding {
        let number = texts.withLock { texts in
            texts += 1
            return texts
        }
        if number % 2 == 0 { throw Fault() }
        return try await fake.embed(text)
    }
}
