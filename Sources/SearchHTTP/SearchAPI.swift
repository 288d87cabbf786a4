public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore

/// The HTTP front end: queries, stored pictures, uploads, events, health and documentation.
///
///     let api = SearchAPI(flows) { _ = try await store.count() }
///     let application = api.application(logger: logger) { port in print("listening on \(port)") }
///     try await application.runService()
///
/// The program and the tests run the same application.
public struct SearchAPI: Sendable {
    /// Throws when requests cannot be answered well now, such as when the database cannot be reached.
    public typealias ReadinessCheck = @Sendable () async throws -> Void

    let flows: SearchFlows
    let configuration: SearchAPIConfiguration
    let checkReadiness: ReadinessCheck
    let reader: RequestReader
    let exports = ExportLimit()
    /// When it was made.
    let started = ContinuousClock.now

    /// Joins the front end to the core's flows.
    ///
    /// - Parameters:
    ///   - flows: do what the routes ask for.
    ///   - configuration: limits, and who may call from a browser.
    ///   - checkReadiness: asked by `/readyz`.
    public init(
        _ flows: SearchFlows, configuration: SearchAPIConfiguration = .init(), checkReadiness: @escaping ReadinessCheck
    ) {
        self.flows = flows
        self.configuration = configuration
        self.checkReadiness = checkReadiness
        reader = RequestReader(configuration: configuration)
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
            router: router(endpoints, listeningOn: host),
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
                    await WarmUpRequest.send(to: address)
                    await onListening(port)
                }
            },
            logger: logger)
    }
}
