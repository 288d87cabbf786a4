import HTTPTypes
import Hummingbird
import ImageSearch
import Logging
import NIOCore

extension SearchAPI {
    /// The search for browsers without scripts.
    var plainRoutes: [Endpoint] {
        [Endpoint(page: "/plain") { request, context in try await plainPage(request, context) }]
    }

    /// So many pictures are on a page when the query does not say.
    private static let onPage = 60

    /// The page loads its style and the pictures of its server, nothing else.
    private static let policy = """
        default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'
        """

    private func plainPage(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let sent = QueryParameters(request.uri.query)
        let text = sent["q"] ?? ""
        do {
            let page = PlainPage(try await plainReply(text, cursor: sent["cursor"]), text: text)
            return Self.response(page)
        } catch let error as QueryError where error.code != .unknownPicture {
            let place = error.position.map { $0 > 0 ? " (behind \($0) characters)" : "" } ?? ""
            let fault = "This cannot be asked: \(error)\(place)"
            return Self.response(PlainPage(fault: fault, text: text), .unprocessableContent)
        } catch  where Client.current?.hasGone != true && !(error is CancellationError) {
            let answer = ErrorStatus(error, hints: configuration.hints)
            if answer.status.kind == .serverError {
                context.logger.warning("no page", metadata: ["error": "\(String(reflecting: error))"])
            }
            return Self.response(PlainPage(fault: answer.detail, text: text), answer.status, answer.headers)
        }
    }

    private func plainReply(_ text: String, cursor: String?) async throws -> SearchReply {
        let parsed = try QueryText.parse(text)
        let cursor = try cursor.map { text throws(QueryError) in try Cursor(text) }
        let query = parsed.query.at(try Page(limit: parsed.limit ?? Self.onPage, after: cursor))
        let start = ContinuousClock.now
        let answer = try await StoredFile.opening { try await flows.searcher.search(query) }
        // As it was typed: the limit of this page is no part of it.
        let asked = query.at(try Page(limit: parsed.limit ?? Page.defaultLimit, after: cursor))
        return SearchReply(query: asked, notes: parsed.notes, answer: answer, took: ContinuousClock.now - start)
    }

    private static func response(
        _ page: PlainPage, _ status: HTTPResponse.Status = .ok, _ headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = WebFile.html
        headers[.contentSecurityPolicy] = policy
        headers[.cacheControl] = CachePolicy.revalidated
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: page.html)))
    }
}
