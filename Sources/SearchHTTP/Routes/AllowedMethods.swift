import HTTPTypes
import Hummingbird

/// Tells a wrong method (405, with those that are allowed) from a wrong path (404).
struct AllowedMethods: RouterMiddleware {
    private let routes: [(path: RoutePath, methods: [HTTPRequest.Method])]

    /// Learns the methods of each path; the router answers HEAD wherever it answers GET.
    init(_ endpoints: [Endpoint]) {
        routes = endpoints.map { ($0.path, $0.method == .get ? [.get, .head] : [$0.method]) }
    }

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            let allowed = routes.filter { $0.path.matches(request.uri.path) }.flatMap(\.methods)
            // A route may itself not find what it is asked for.
            guard !allowed.isEmpty, !allowed.contains(request.method) else { throw error }
            let names = allowed.map(\.rawValue).joined(separator: ", ")
            throw HTTPError(.methodNotAllowed, headers: [.allow: names])
        }
    }
}
