import ImageSearch
import Logging
import ServiceLifecycle

/// Has the model look at the text bank once, behind all searches; until it has, matches have no band.
struct RelevanceService: Service {
    let library: OpenLibrary

    /// A start is for what people wait for: the first searches and the first pictures.
    private static let pause = Duration.seconds(10)

    func run() async throws {
        await untilShutdown {
            await library.loadRelevance()
            guard (try? await Task.sleep(for: Self.pause)) != nil else { return }
            await library.prepareRelevance()
        }
    }
}
