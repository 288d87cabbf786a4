import ImageSearch
import Logging
import ServiceLifecycle

/// Builds the vector index once the folders were gone through, and looks each hour whether pictures have outgrown it; until it is there,
/// searches compare every picture.
struct VectorIndexService: Service {
    let library: OpenLibrary
    let firstSync: Gate

    func run() async throws {
        await untilShutdown {
            await firstSync.wait()
            while !Task.isCancelled {
                await Priority.$current.withValue(.background) { await maintain() }
                try? await Task.sleep(for: .seconds(3600))
            }
        }
    }

    private func maintain() async {
        do {
            try await library.maintainIndex()
        } catch is CancellationError {
        } catch {
            library.log.error("the vector index was not built: \(ErrorText.line(for: error))", error: error)
        }
    }
}
