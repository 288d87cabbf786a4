import ImageSearch
import LocalFiles
import Logging
import PostgresStore
import Scheduling
import SearchHTTP
import ServiceLifecycle
import VipsDecoding

/// Answers over HTTP, once searches are fast and most folders were gone through.
struct HTTPService: Service {
    /// How long the first sync may hold back the port.
    private static let syncTimeout = Duration.seconds(20)
    /// How long the first search, which makes the later ones fast, may hold it back.
    private static let firstSearchTimeout = Duration.seconds(5)

    let library: OpenLibrary
    let firstSync: Gate
    private var settings: Settings { library.settings }
    private var log: Logger { library.log }

    func run() async throws {
        await cancelWhenGracefulShutdown { await withTimeout(Self.syncTimeout) { await firstSync.wait() } }
        // The first picture finds a worker; /readyz tells when there is none.
        do { try await library.decoder.start() } catch { log.error("\(String(reflecting: error))") }
        let searcher = library.searcher
        // The first query finds a connection open and its statements prepared, as the later ones do.
        await cancelWhenGracefulShutdown {
            await withTimeout(Self.firstSearchTimeout) { _ = try? await searcher.search(Query(.words("a photo"))) }
        }
        try await listen()
    }

    private func listen() async throws {
        let announcement = ServerAnnouncement(settings)
        var configuration = configuration
        configuration.proof = { announcement.proof(of: $0) }
        let api = SearchAPI(try library.searchFlows(), configuration: configuration) {
            try await library.decoder.checkReadiness()
            try await library.pictures.checkReadiness()
        }
        let application = api.application(host: settings.host, port: settings.port, logger: log) { port in
            do { try await announcement.write(port: port) } catch {
                log.warning("the command line does not find this server, and loads the model itself: \(error)")
            }
            log.info("ready: http://\(shownHost):\(port) (Ctrl-C stops)")
            // Counting exactly reads the whole table, which takes seconds when it is large and not in memory yet.
            if let count = try? await library.pictures.estimatedCount() { log.info("\(count) pictures can be found") }
        }
        let activity = library.activity
        do {
            defer { announcement.remove() }
            // Who follows what is going on would hold up the end.
            try await withGracefulShutdownHandler {
                try await application.run()
            } onGracefulShutdown: {
                activity.close()
            }
        } catch {
            throw ListenError(error, host: settings.host, port: settings.port) ?? error
        }
    }

    private var configuration: SearchAPIConfiguration {
        let connections = Descriptors.connections(
            within: Descriptors.raiseLimit(), refused: SearchAPIConfiguration.refusedAtOnce)
        return SearchAPIConfiguration(
            maxBodyBytes: settings.maxFileBytes, maxExportBytes: settings.maxExportBytes,
            maxConnections: connections,
            allowedOrigins: Set(settings.corsOrigins), allowedHosts: Set(settings.allowedHosts), hints: { $0.text })
    }

    /// The host as people of this machine may open it.
    private var shownHost: String {
        ["0.0.0.0", "127.0.0.1", "::", "::1"].contains(settings.host) ? "localhost" : settings.host
    }
}
