import Hummingbird
import ImageSearch
import NIOCore

/// The page that people search with, and its files.
enum PageRoutes {
    /// Made once: the files stay as they are.
    static let endpoints: [Endpoint] = {
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
            + WebFile.all.flatMap { file -> [Endpoint] in
                guard let type = file.type else { return [] }
                let body = ByteBuffer(string: file.text)
                let sent = SentPage(body, type: type, policy: policy)
                let kept = SentPage(body, type: type, policy: policy, isKept: true)
                return [("/\(file.name)", sent), ("/\(version)/\(file.name)", kept)].map { path, file in
                    Endpoint(page: RoutePath(stringLiteral: path)) { file.response(to: $0) }
                }
            }
    }()

    /// The page loads its own files, shows pictures of its server and of the clipboard, and calls its own server.
    static let policy = """
        default-src 'none'; img-src 'self' blob: data:; script-src 'self'; style-src 'self'; connect-src 'self'; \
        base-uri 'none'; form-action 'self'; frame-ancestors 'none'
        """

    /// A folder of the files as they are in this program: what lies there never changes.
    private static let version: String = {
        let content = ContentHash(of: WebFile.all.flatMap { Array($0.text.utf8) })
        return "page-\(content.description.prefix(16))"
    }()

    /// The page with its files in that folder, and with a link to each module: a browser that has them asks for none, and one
    /// that has not asks for all at once, not for one behind the other.
    private static let page: String = {
        let script = "<script src=\"app.js\""
        let links = WebFile.named("app.js").modules.map { "<link rel=\"modulepreload\" href=\"\($0)\">\n" }
        let page = WebFile.named("page.html").text.replacing(script, with: links.joined() + script)
        return page.replacing(/(src|href)="([a-z-]+\.(?:js|css|svg))"/) { "\($0.1)=\"\(version)/\($0.2)\"" }
    }()

    /// The page, from which a browser without scripts goes on to the plain search of the same query.
    private static func leadingOn(_ page: String, to query: String) -> String {
        page.replacing("\"0;url=plain\"", with: "\"0;url=plain?q=\(query.percentEncoded)\"")
    }
}
