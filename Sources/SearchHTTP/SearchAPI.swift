public import Hummingbird
import HummingbirdCore
public import ImageSearch
public import Logging
import NIOCore

/// The HTTP front end: search by words, search by picture, upload, health and documentation.
///
///     let api = SearchAPI(searcher: searcher, uploader: uploader) { _ = try await store.count() }
///     let application = api.application(logger: logger) { port in print("listening on \(port)") }
///     try await application.runService()
///
/// The program and the tests run the same application.
public struct SearchAPI: Sendable {
    /// Throws when requests cannot be answered well now, such as when the database cannot be reached.
    public typealias ReadinessCheck = @Sendable () async throws -> Void

    let searcher: Searcher
    let uploader: Uploader
    let configuration: SearchAPIConfiguration
    let checkReadiness: ReadinessCheck
    let budget: ByteBudget
    let forms: FormReader

    /// Joins the front end to the core's flows.
    ///
    /// - Parameters:
    ///   - searcher: answers the searches.
    ///   - uploader: takes in the uploads.
    ///   - configuration: limits, and who may call from a browser.
    ///   - checkReadiness: asked by `/readyz`.
    public init(
        searcher: Searcher, uploader: Uploader, configuration: SearchAPIConfiguration = .init(),
        checkReadiness: @escaping ReadinessCheck
    ) {
        self.searcher = searcher
        self.uploader = uploader
        self.configuration = configuration
        self.checkReadiness = checkReadiness
        budget = ByteBudget(limit: configuration.maxBufferedBytes)
        forms = FormReader(configuration: configuration, budget: budget)
    }

    /// The server as a service: it listens when run, and stops gracefully with its service group.
    ///
    /// `run()` throws an error that ``ListenError`` explains when the address cannot be listened on.
    /// - Parameters:
    ///   - host: the address to listen on.
    ///   - port: the port to listen on; 0 takes a free one.
    ///   - logger: gets a line for each request.
    ///   - onListening: called with the port once requests are taken, and a first one was answered.
    /// - Returns: the service to run.
    public func application(
        host: String = "127.0.0.1", port: Int = 8000, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        Application(
            router: router(listeningOn: host),
            server: configuration.server,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: configuration.connectionsAtOnce),
            onServerRunning: { channel in
                try? await channel.eventLoop.submit {
                    try channel.pipeline.syncOperations.addHandler(AcceptBackoff(), position: .first)
                }.get()
                guard let address = channel.localAddress, let port = address.port else { return }
                // In a task of its own, because the server takes requests only after this has returned.
                Task {
                    await FirstRequest.send(to: address)
                    await onListening(port)
                }
            },
            logger: logger)
    }

    private func router(listeningOn host: String) -> Router<BasicRequestContext> {
        let endpoints = endpoints
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestLog())
        if !configuration.allowedOrigins.isEmpty {
            router.add(middleware: CrossOriginAccess(origins: configuration.allowedOrigins))
        }
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ErrorResponses())
        let hosts = HostNames(
            listeningOn: host, allowed: configuration.allowedHosts, openPaths: ["/healthz", "/readyz"])
        if let hosts { router.add(middleware: hosts) }
        router.add(
            middleware: ForeignPages(
                origins: configuration.allowedOrigins,
                openPaths: Set(["/healthz"] + Documentation.endpoints.map(\.path))))
        router.add(middleware: AllowedMethods(endpoints))
        for endpoint in endpoints {
            router.on(RouterPath(endpoint.path), method: endpoint.method, use: endpoint.handler)
        }
        return router
    }
}
