import Logging
import SearchHTTP
import ServiceLifecycle

/// What `serve` runs: services of one group, each in a file of its own.
///
/// They start in this order, and end in reverse, one after another:
///
/// | service | what it does |
/// | --- | --- |
/// | ``LibraryService`` | holds database and model open; the others begin once they are |
/// | ``SyncService`` | brings the store up to date with the folders |
/// | ``VectorIndexService`` | builds the vector index after that |
/// | ``RelevanceService`` | has the model look at the text bank |
/// | ``KeepWarmService`` | keeps a search at hand that comes after hours |
/// | ``HTTPService`` | answers |
///
/// A service runs until it is told to end. One that fails ends the group, and its error is the group's.
struct SearchServer {
    private let library: Library

    init(_ library: Library) { self.library = library }

    /// Runs until a signal asks it to end, or a service fails; at once where it could not listen in the end.
    func run() async throws {
        try await ListenError.check(host: library.settings.host, port: library.settings.port)
        let group = ServiceGroup(configuration: configuration)
        await group.add(
            LibraryService(library: library) { library in
                let firstSync = Gate()
                await group.add(SyncService(library: library, firstSync: firstSync))
                await group.add(VectorIndexService(library: library, firstSync: firstSync))
                await group.add(RelevanceService(library: library))
                await group.add(KeepWarmService(library: library))
                await group.add(HTTPService(library: library, firstSync: firstSync))
            })
        try await group.run()
    }

    private var configuration: ServiceGroupConfiguration {
        var quiet = library.log
        quiet.logLevel = max(.error, library.log.logLevel)
        let none: [ServiceGroupConfiguration.ServiceConfiguration] = []
        var configuration = ServiceGroupConfiguration(
            services: none, gracefulShutdownSignals: StopSignals.all(), logger: quiet)
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        return configuration
    }
}

extension ServiceGroup {
    /// Adds a service whose failure ends those after it first, then those before it.
    fileprivate func add(_ service: any Service) async {
        await addServiceUnlessShutdown(.init(service: service, failureTerminationBehavior: .gracefullyShutdownGroup))
    }
}

/// Does work that ends when the group does, and returns no earlier: the group takes a service that ends unasked for a fault.
func untilShutdown(_ work: @escaping @Sendable () async -> Void) async {
    await cancelWhenGracefulShutdown { await work() }
    try? await gracefulShutdown()
}
