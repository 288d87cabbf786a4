public import NIOHTTP1

/// A request as it reached a ``LocalServer``.
public struct LocalRequest: Sendable {
    /// GET, HEAD and so on.
    public let method: HTTPMethod
    /// Path and query, as they were sent.
    public let target: String
    /// The header fields, as they were sent.
    public let headers: HTTPHeaders
}

/// What a ``LocalServer`` answers.
public struct LocalResponse: Sendable {
    /// The status code.
    public var status: HTTPResponseStatus
    /// The header fields; the length is added.
    public var headers: HTTPHeaders
    /// The whole body.
    public var body: [UInt8]
    /// After so many bytes of the body the connection is cut.
    public var cutAfter: Int?
    /// The answer never comes, and the connection stays open.
    public var isWithheld = false
    /// The body comes again and again, its length untold, until the client has gone.
    public var isEndless = false

    /// Makes an answer.
    public init(
        _ status: HTTPResponseStatus = .ok, headers: HTTPHeaders = [:], body: [UInt8] = [], cutAfter: Int? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.cutAfter = cutAfter
    }
}
