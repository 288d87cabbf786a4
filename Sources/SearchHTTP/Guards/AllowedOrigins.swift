import HTTPTypes
import Hummingbird

/// Lets pages of the allowed origins read the answers (CORS); a browser keeps the answers from all other pages.
struct AllowedOrigins: RouterMiddleware {
    private let origins: Set<String>
    private let cors = CORSMiddleware<APIRequestContext>(
        allowOrigin: .originBased, allowHeaders: [.accept, .contentType],
        allowMethods: [.get, .head, .post, .put, .delete])

    /// Takes the origins that are let in; `*` is any.
    init(_ origins: Set<String>) { self.origins = origins }

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        // The origin is repeated in the answer: what no browser would send is not.
        if let origin = request.headers[.origin], origin.utf8.count <= EchoedInput.maxBytes,
            origins.contains("*") || origins.contains(origin)
        {
            return try await cors.handle(request, context: context, next: next)
        }
        var response = try await next(request, context)
        // A cache must not give one origin's answer to another.
        response.headers[.vary] = "Origin"
        return response
    }
}
