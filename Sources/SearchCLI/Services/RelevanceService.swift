import ImageSearch
import Logging
import ServiceLifecycle

/// Has the model look at the text bank once, behind all searches; until it has, matches have no band.
struct RelevanceService: Service {
    let library: OpenLibrary

    func run() async throws { await untilShutdown { await library.prepareRelevance() } }
}
