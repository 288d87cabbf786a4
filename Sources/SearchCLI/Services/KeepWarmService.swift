import CLIPEmbedding
import ImageSearch
import Logging
import ServiceLifecycle

/// Gives back memory that no search needs, and keeps at hand what a search does need, once a minute.
struct KeepWarmService: Service {
    let library: OpenLibrary

    func run() async throws {
        await untilShutdown {
            let keepWarm = KeepWarm(embedder: library.embedder, vectors: library.pictures) {
                await library.embedder.releaseUnusedMemory()
            }
            await keepWarm.run()
        }
    }
}
