/// The limits of the HTTP front end, and who may call it from a browser.
public struct SearchAPIConfiguration: Sendable {
    /// The most bytes that the body of a request may have: 64 MB unless told otherwise.
    public var maxBodyBytes: Int
    /// The most bytes of bodies that are held at one time; what comes above it is asked to try again later.
    public var maxBufferedBytes: Int
    /// The longest time that a body may take to arrive.
    public var bodyTimeout: Duration
    /// The longest time that a connection may stay silent.
    public var idleTimeout: Duration
    /// The origins whose pages may read the answers; none by default.
    ///
    /// An origin is written as browsers send it, such as `https://example.org`; `*` is any.
    public var allowedOrigins: Set<String>

    /// Sets the limits.
    public init(
        maxBodyBytes: Int = 64 << 20, maxBufferedBytes: Int = 256 << 20, bodyTimeout: Duration = .seconds(600),
        idleTimeout: Duration = .seconds(60), allowedOrigins: Set<String> = []
    ) {
        self.maxBodyBytes = maxBodyBytes
        self.maxBufferedBytes = maxBufferedBytes
        self.bodyTimeout = bodyTimeout
        self.idleTimeout = idleTimeout
        self.allowedOrigins = allowedOrigins
    }
}
