import Hummingbird
import Logging

/// Turns every error into an answer, and logs those that are the server's own fault.
struct ErrorResponses: RouterMiddleware {
    func handle(
        _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as ValidationError {
            return fit(error.response, for: request)
        } catch let error as ConnectionLost {
            // Nobody is left to answer; the server knows best how to close.
            context.logger.debug("request broken off", metadata: ["error": "\(error.cause)"])
            throw error.cause
        } catch  where Client.current?.hasGone == true {
            context.logger.debug("the client has gone", metadata: ["error": "\(String(reflecting: error))"])
            return Response(status: .clientClosedRequest)
        } catch {
            let answer = ErrorStatus(error)
            if answer.status.kind == .serverError {
                context.logger.error("request failed", metadata: ["error": "\(String(reflecting: error))"])
            }
            return fit(answer.response, for: request)
        }
    }

    /// HEAD is answered without a body, errors too: what follows the head would be taken for the next answer.
    private func fit(_ response: Response, for request: Request) -> Response {
        request.method == .head ? response.createHeadResponse() : response
    }
}

extension HTTPResponse.Status {
    /// What the log tells of an answer that nobody waits for any more, as nginx does.
    static let clientClosedRequest = Self(code: 499, reasonPhrase: "Client Closed Request")
}

/// Tells a wrong method (405, with those that are allowed) from a wrong path (404).
struct AllowedMethods: RouterMiddleware {
    private var methods: [String: [HTTPRequest.Method]] = [:]

    /// Learns the methods of each path; the router answers HEAD wherever it answers GET.
    init(_ endpoints: [Endpoint]) {
        for endpoint in endpoints {
            methods[endpoint.path, default: []] += endpoint.method == .get ? [.get, .head] : [endpoint.method]
        }
    }

    func handle(
        _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            guard let allowed = methods[request.routePath] else { throw error }
            let names = allowed.map(\.rawValue).joined(separator: ", ")
            throw HTTPError(.methodNotAllowed, headers: [.allow: names])
        }
    }
}
