import Hummingbird

extension SearchAPI {
    /// Every route.
    var endpoints: [Endpoint] {
        let described =
            searchRoutes + queryRoutes + imageRoutes + fileRoutes + thumbnailRoutes + removalRoutes + uploadRoutes
            + libraryRoutes + duplicateRoutes + favouriteRoutes + savedSearchRoutes
            + exampleRoutes + problemRoutes + exportRoutes
            + embedRoutes + eventRoutes
            + healthRoutes
        return described + plainRoutes + PageRoutes.endpoints + DocumentationRoutes(described: described).endpoints
    }

    /// The way of a request: through the log, the headers and the guards to its route.
    func router(_ endpoints: [Endpoint], listeningOn host: String) -> Router<APIRequestContext> {
        let router = Router(context: APIRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(
            middleware: RequestLog(
                quiet: endpoints.filter { $0.description.map { $0.about.tag == .health } ?? true }.map(\.path)))
        if !configuration.allowedOrigins.isEmpty {
            router.add(middleware: AllowedOrigins(configuration.allowedOrigins))
        }
        router.add(middleware: SecurityHeaders())
        if let proof = configuration.proof { router.add(middleware: IdentityProof(proof: proof)) }
        router.add(middleware: ErrorResponses(hints: configuration.hints))
        let hosts = AllowedHosts(
            listeningOn: host, allowed: configuration.allowedHosts, openPaths: endpoints.paths(.anyHost))
        if let hosts { router.add(middleware: hosts) }
        router.add(
            middleware: CrossSiteRequests(
                allowedOrigins: configuration.allowedOrigins, openPaths: endpoints.paths(.anyPage)))
        router.add(middleware: AllowedMethods(endpoints))
        for endpoint in endpoints {
            router.on(RouterPath(endpoint.path.description), method: endpoint.method) { request, context in
                try await endpoint.handler(request, context, reader)
            }
        }
        return router
    }
}
