import ImageSearch
import Logging
import ServiceLifecycle

/// Builds the graph of vectors once the folders were gone through; until it is there, searches compare every picture.
struct GraphService: Service {
    let library: OpenLibrary
    let firstSync: Gate

    func run() async throws {
        await untilShutdown {
            await firstSync.wait()
            await Priority.$current.withValue(.background) { await maintain() }
        }
    }

    private func maintain() async {
        do {
            try await library.maintainGraph()
        } catch is CancellationError {
        } catch {
            library.log.error("the search graph was not built: \(ErrorText.line(for: error))", error: error)
        }
    }
}
