import HTTPTypes
import Hummingbird
import NIOCore

/// The OpenAPI document and a page to try the routes.
struct DocumentationRoutes {
    /// The routes that are described.
    let described: [Endpoint]

    var endpoints: [Endpoint] {
        [
            page("/openapi.json", OpenAPIDocument(described).json.encoded(), "application/json"),
            page("/docs", ByteBuffer(string: DocumentationPage(described).html), WebFile.html),
        ]
    }

    /// The page loads its own style and script and calls its own server, nothing else.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
        base-uri 'none'; form-action 'self'; frame-ancestors 'none'
        """

    private func page(_ path: RoutePath, _ body: ByteBuffer, _ type: String) -> Endpoint {
        let sent = SentPage(body, type: type, policy: Self.policy)
        return Endpoint(page: path) { sent.response(to: $0) }
    }
}
