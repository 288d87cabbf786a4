import CLIPEmbedding
import ImageSearch
import Logging
import ServiceLifecycle

/// Holds database and model open for the services that begin when they are.
struct LibraryService: Service {
    let library: Library
    /// Starts those services.
    let onOpen: @Sendable (OpenLibrary) async -> Void

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await library.open(for: .serving) { opened in
                    let (model, precision) = (opened.embedder.model, opened.embedder.precision)
                    library.log.info("model \(model.name), \(model.dimensions) dimensions, \(precision.rawValue)")
                    await onOpen(opened)
                    try await gracefulShutdown()
                }
            }
        } catch is CancellationError {
            // The end may come while the database or the model is being prepared.
        }
    }
}
