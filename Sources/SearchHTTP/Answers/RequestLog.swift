import HTTPTypes
import Hummingbird
import Logging

/// Logs each request with its status and time, and names it to the client.
///
/// What people search for is their own affair: the query is logged at the level `debug` only.
struct RequestLog: RouterMiddleware {
    private static let requestID = HTTPField.Name("X-Request-ID")

    /// What is asked every few seconds by whoever watches the server, and the page with its dozens of files: logged at the level
    /// `debug` only.
    let quiet: [RoutePath]

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        context.logger.debug("request begins", metadata: ["target": "\(request.uri)"])
        var response = try await next(request, context)
        if let requestID = Self.requestID { response.headers[requestID] = context.id }
        context.logger.log(
            level: quiet.contains(request.uri.path) ? .debug : .info, "request",
            metadata: [
                "method": "\(request.method)", "path": "\(request.uri.path)", "status": "\(response.status.code)",
                "ms": "\(milliseconds(since: start))",
            ])
        return response
    }

    private func milliseconds(since start: ContinuousClock.Instant) -> Double {
        ((ContinuousClock.now - start) / .microseconds(100)).rounded() / 10
    }
}
