import Hummingbird
import NIOCore

/// The page that people search with, and its files.
enum PageRoutes {
    static var endpoints: [Endpoint] {
        let page = WebFile.named("page.html").text
        let plain = SentPage(ByteBuffer(string: page), type: WebFile.html, policy: policy)
        return [
            Endpoint(page: "/") { request in
                guard let query = QueryParameters(request.uri.query)["q"], !query.isEmpty else {
                    return plain.response(to: request)
                }
                let body = ByteBuffer(string: leadingOn(page, to: query))
                return SentPage(body, type: WebFile.html, policy: policy).response(to: request)
            }
        ]
            + WebFile.all.compactMap { file in
                guard let type = file.type else { return nil }
                let sent = SentPage(ByteBuffer(string: file.text), type: type, policy: policy)
                return Endpoint(page: RoutePath(stringLiteral: "/\(file.name)")) { sent.response(to: $0) }
            }
    }

    /// The page loads its own files, shows pictures of its server and of the clipboard, and calls its own server.
    static let policy = """
        default-src 'none'; img-src 'self' blob: data:; script-src 'self'; style-src 'self'; connect-src 'self'; \
        base-uri 'none'; form-action 'self'; frame-ancestors 'none'
        """

    /// The page, from which a browser without scripts goes on to the plain search of the same query.
    private static func leadingOn(_ page: String, to query: String) -> String {
        page.replacing("\"0;url=plain\"", with: "\"0;url=plain?q=\(query.percentEncoded)\"")
    }
}
