import HTTPTypes
import Hummingbird

/// Refuses what pages of other origins ask, unless their origin was chosen.
///
/// A browser sends some requests for any page without asking first, a form with a file among them (CORS only keeps the
/// answer from the page). It tells where the page comes from, which programs do not.
struct ForeignPages: RouterMiddleware {
    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")

    /// The origins that are let in; `*` is any.
    let origins: Set<String>
    /// The paths that anyone may ask, because they change nothing and tell nothing.
    let openPaths: Set<String>

    func handle(
        _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        // OPTIONS does nothing; a chosen origin was answered before.
        guard request.method == .options || openPaths.contains(request.routePath) || !isForeign(request) else {
            throw HTTPError(
                .forbidden,
                message: """
                    Pages of other origins may not use this server, unless CORS_ORIGINS names their origin. \
                    Behind a proxy, the Host header must reach this server as the browser sent it.
                    """)
        }
        return try await next(request, context)
    }

    private func isForeign(_ request: Request) -> Bool {
        if origins.contains("*") { return false }
        guard let origin = request.headers[.origin] else {
            return Self.fetchSite.map { request.headers[$0] == "cross-site" } ?? false
        }
        guard !origins.contains(origin) else { return false }
        guard let page = Origin(origin), let host = request.head.authority.flatMap({ Authority($0) }) else {
            return true
        }
        return !page.isSame(as: host)
    }
}

extension Request {
    /// The path as the router reads it: without empty parts and a slash at its end.
    var routePath: String { "/" + uri.path.split(separator: "/").joined(separator: "/") }
}
