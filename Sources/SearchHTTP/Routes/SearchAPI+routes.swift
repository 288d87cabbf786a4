import Hummingbird
import ImageSearch
import Logging

extension SearchAPI {
    /// Every route.
    var endpoints: [Endpoint] {
        [
            .get("/search-by-text") { request, _ in try await searchByText(request) },
            .post("/search-by-image") { request, _ in try await searchByImage(request) },
            .post("/upload") { request, _ in try await upload(request) },
            .get("/healthz") { _, _ in Response(["status": "ok"]) },
            .get("/readyz") { _, context in await readiness(context) },
        ] + Documentation.endpoints
    }

    private func searchByText(_ request: Request) async throws -> Response {
        // The query as it came, its parts, the text and its tokens are each at most as long as what was sent.
        try await budget.holding(4 * request.uri.description.utf8.count) { try await answerText(request) }
    }

    private func answerText(_ request: Request) async throws -> Response {
        let parameters = QueryParameters(request.uri.query)
        var validation = ValidationError()
        let text = validation.check { () throws(ValidationFault) in try parameters.text("query") }
        let limit = validation.check { () throws(ValidationFault) in try parameters.limit() }
        guard let text, let limit else { throw validation }
        return try await answer(searcher.search(text: text, limit: limit))
    }

    private func searchByImage(_ request: Request) async throws -> Response {
        let parameters = QueryParameters(request.uri.query)
        return try await forms.withFile("file", of: request) { file in
            var validation = ValidationError()
            let limit = validation.check { () throws(ValidationFault) in try parameters.limit() }
            let file = validation.check { () throws(ValidationFault) in try file.get() }
            guard let limit, let file else { throw validation }
            return try await answer(searcher.search(image: file.bytes, limit: limit))
        }
    }

    private func upload(_ request: Request) async throws -> Response {
        try await forms.withFile("file", of: request) { file in
            var validation = ValidationError()
            let file = validation.check { () throws(ValidationFault) in try file.get() }
            guard let file else { throw validation }
            return try await Response(JSON(uploaded: uploader.upload(file.bytes), fileName: file.name))
        }
    }

    private func readiness(_ context: BasicRequestContext) async -> Response {
        do {
            try await checkReadiness()
            return Response(["status": "ready"])
        } catch {
            context.logger.warning("not ready", metadata: ["error": "\(String(reflecting: error))"])
            let known = ErrorStatus(error)
            let detail = known.status == .internalServerError ? "The server is not ready." : known.detail
            return Response(
                JSON(detail: .string(detail)), status: .serviceUnavailable,
                headers: [.retryAfter: "\(Overloaded.retryAfter)"])
        }
    }

    private func answer(_ matches: [Match]) -> Response { Response(.array(matches.map(JSON.init))) }
}

extension QueryParameters {
    fileprivate func limit() throws(ValidationFault) -> Int {
        try integer("limit", in: Searcher.limits, default: Searcher.defaultLimit)
    }
}
