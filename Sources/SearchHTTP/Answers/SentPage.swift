import HTTPTypes
import Hummingbird
import ImageSearch
import NIOCore

/// A page or a file of one, which browsers keep.
struct SentPage: Sendable {
    private let body: ByteBuffer
    private let type: String
    private let policy: String
    private let tag: String
    private let caching: String

    /// Takes what is sent, its type and what the page may do.
    ///
    /// `isKept`: its path is another one once it changes; else browsers ask anew each time.
    init(_ body: ByteBuffer, type: String, policy: String, isKept: Bool = false) {
        self.body = body
        self.type = type
        self.policy = policy
        caching = isKept ? "public, max-age=31536000, immutable" : "no-cache"
        tag = "\"\(ContentHash(of: Array(body.readableBytesView)).description.prefix(32))\""
    }

    /// The page, or only headers for a client that has it.
    func response(to request: Request) -> Response {
        // Links are relative, so that they work below a proxy's path; a slash at the end of the page's own would bend them.
        let path = request.uri.path
        if path.hasSuffix("/"), let name = path.split(separator: "/").last {
            return Response(status: .temporaryRedirect, headers: [.location: "../\(name)"])
        }
        var headers: HTTPFields = [.eTag: tag, .cacheControl: caching, .contentSecurityPolicy: policy]
        let known = Preconditions(ifNoneMatch: request.headers[.ifNoneMatch], ifModifiedSince: nil)
        guard !known.areMet(by: tag, modified: nil) else { return .withoutBody(.notModified, headers) }
        headers[.contentType] = type
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
