import Hummingbird
import ImageSearch
import Logging

/// Turns every error into an answer, and logs those that are the server's own fault.
///
/// Of those that the server cannot answer now, which come in thousands when they come, it logs one in some seconds.
struct ErrorResponses: RouterMiddleware {
    /// What to do about an error, in words.
    let hints: SearchAPIConfiguration.Hints
    private let overloads = LogLimit()
    private let outages = LogLimit()

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
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
            let answer = ErrorStatus(error, hints: hints)
            log(error, answer.status, context)
            return fit(answer.response, for: request)
        }
    }

    private func log(_ error: any Error, _ status: HTTPResponse.Status, _ context: APIRequestContext) {
        guard status.kind == .serverError else { return }
        let details: Logger.Metadata = ["error": "\(String(reflecting: error))"]
        guard status == .serviceUnavailable else {
            return context.logger.error("request failed", metadata: details)
        }
        let limit = error is Overloaded ? overloads : outages
        guard let count = limit.count() else { return }
        context.logger.warning("requests refused for now: \(count)", metadata: details)
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
