import HTTPTypes
import Hummingbird
import ImageSearch

/// Refuses what pages of other origins ask, unless their origin is allowed.
///
/// A browser sends some requests for any page without asking first, a form with a file among them (CORS only keeps the
/// answer from the page). It tells where the page comes from, which programs do not.
struct CrossSiteRequests: RouterMiddleware {
    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")

    /// The origins that are let in; `*` is any.
    let allowedOrigins: Set<String>
    /// What any page may ask, because it changes nothing and tells nothing.
    let openPaths: [RoutePath]

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        // OPTIONS does nothing; an allowed origin was answered before.
        // The paths last: there are a hundred to compare with.
        guard request.method == .options || !isCrossSite(request) || openPaths.contains(request.uri.path) else {
            throw RefusedRequest(
                status: .forbidden, description: "Pages of other origins may not use this server", hint: .allowedOrigins
            )
        }
        return try await next(request, context)
    }

    private func isCrossSite(_ request: Request) -> Bool {
        if allowedOrigins.contains("*") { return false }
        guard let origin = request.headers[.origin] else {
            return Self.fetchSite.map { request.headers[$0] == "cross-site" } ?? false
        }
        guard !allowedOrigins.contains(origin) else { return false }
        guard let page = Origin(origin), let host = request.head.authority.flatMap({ Authority($0) }) else {
            return true
        }
        return !page.isSame(as: host)
    }
}
