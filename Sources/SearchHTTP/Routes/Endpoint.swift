import Hummingbird

/// One route: what the router is built from, and what /openapi.json must describe.
struct Endpoint: Sendable {
    typealias Handler = @Sendable (Request, BasicRequestContext) async throws -> Response

    let method: HTTPRequest.Method
    let path: String
    /// Whether /openapi.json describes it; the documentation's own pages are not described, as in FastAPI.
    let isDescribed: Bool
    let handler: Handler

    static func get(_ path: String, isDescribed: Bool = true, _ handler: @escaping Handler) -> Self {
        Self(method: .get, path: path, isDescribed: isDescribed, handler: handler)
    }

    static func post(_ path: String, _ handler: @escaping Handler) -> Self {
        Self(method: .post, path: path, isDescribed: true, handler: handler)
    }
}
