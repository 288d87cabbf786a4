import HTTPTypes
import Hummingbird
import NIOCore

/// The OpenAPI document and a page to try the routes, both kept within the program.
struct DocumentationRoutes {
    /// The routes that are described.
    let described: [Endpoint]

    var endpoints: [Endpoint] {
        [
            Endpoint(page: "/") { _ in Response(status: .temporaryRedirect, headers: [.location: "docs"]) },
            file("/openapi.json", OpenAPIDocument(described).json.encoded(), "application/json"),
            file("/docs", ByteBuffer(string: DocumentationPage(described).html), "text/html; charset=utf-8"),
            file("/docs.css", ByteBuffer(bytes: PackageResources.docs_css), "text/css; charset=utf-8"),
            file("/docs.js", ByteBuffer(bytes: PackageResources.docs_js), "text/javascript; charset=utf-8"),
        ]
    }

    /// The page loads its own style and script and calls its own server, nothing else.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
        base-uri 'none'; form-action 'self'; frame-ancestors 'none'
        """

    private func file(_ path: RoutePath, _ body: ByteBuffer, _ type: String) -> Endpoint {
        Endpoint(page: path) { request in
            // The page's links are relative, so that it works below a proxy's path; a slash at its end would bend them.
            if request.uri.path.hasSuffix("/") {
                return Response(status: .temporaryRedirect, headers: [.location: "..\(path)"])
            }
            return Response(
                status: .ok,
                headers: [.contentType: type, .contentSecurityPolicy: Self.policy, .cacheControl: "no-cache"],
                body: ResponseBody(byteBuffer: body))
        }
    }
}
