import HTTPTypes
import Hummingbird
import NIOCore

/// The OpenAPI document and a page to try the routes, both kept within the program.
enum Documentation {
    static let endpoints: [Endpoint] = [
        .get("/", isDescribed: false) { _, _ in Response(status: .temporaryRedirect, headers: [.location: "docs"]) },
        file("/openapi.json", PackageResources.openapi_json, "application/json"),
        file("/docs", PackageResources.docs_html, "text/html; charset=utf-8"),
        file("/docs.css", PackageResources.docs_css, "text/css; charset=utf-8"),
        file("/docs.js", PackageResources.docs_js, "text/javascript; charset=utf-8"),
    ]

    /// The page loads its own style and script and calls its own server, nothing else.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
        base-uri 'none'; form-action 'self'; frame-ancestors 'none'
        """

    private static func file(_ path: String, _ bytes: [UInt8], _ type: String) -> Endpoint {
        let body = ByteBuffer(bytes: bytes)
        return .get(path, isDescribed: false) { request, _ in
            // The page's links are relative, so that it works below a proxy's path; a slash at its end would bend them.
            if request.uri.path.hasSuffix("/") {
                return Response(status: .temporaryRedirect, headers: [.location: "..\(path)"])
            }
            return Response(
                status: .ok,
                headers: [.contentType: type, .contentSecurityPolicy: policy, .cacheControl: "no-cache"],
                body: ResponseBody(byteBuffer: body))
        }
    }
}
