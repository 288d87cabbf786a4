public import ImageSearch

/// The limits of the HTTP front end, and who may call it from a browser.
public struct SearchAPIConfiguration: Sendable {
    /// How many connections above the limit are taken at one time, to tell them so.
    public static let refusedAtOnce = 64

    /// The most bytes that the body of a request may have: 64 MB unless told otherwise.
    public var maxBodyBytes: Int
    /// The most bytes of bodies that are held at one time; what comes above it is asked to try again later.
    public var maxBufferedBytes: Int
    /// The most bytes of files that one archive of them may hold.
    public var maxExportBytes: Int
    /// The longest time that a body may take to arrive.
    public var bodyTimeout: Duration
    /// How many connections are served at one time; each takes a descriptor of the process.
    public var maxConnections: Int
    /// The longest time that a connection may stay silent, or not take what it is answered.
    public var idleTimeout: Duration
    /// How often a client that follows events gets a sign of life.
    public var heartbeat: Duration
    /// The origins whose pages may read the answers; none by default.
    ///
    /// An origin is written as browsers send it, such as `https://example.org`; `*` is any.
    public var allowedOrigins: Set<String>
    /// The names that the server goes by, besides `localhost` and its addresses; `*` is any.
    ///
    /// A server that listens on a loopback address refuses all others; one that listens elsewhere does so when there are
    /// any here.
    public var allowedHosts: Set<String>
    /// What to do about an error, in the words of whoever knows the settings; `nil` adds nothing.
    public var hints: Hints

    /// Answers the challenge of a program that looks for this server: only whoever shares its secret can; `nil` for nobody.
    public var proof: Proof?

    /// The answer to a challenge.
    public typealias Proof = @Sendable (_ challenge: String) -> String

    /// The words for a hint, which follow what is wrong after a colon.
    public typealias Hints = @Sendable (Hint) -> String?

    /// Sets the limits.
    public init(
        maxBodyBytes: Int = 64 << 20, maxBufferedBytes: Int = 256 << 20, maxExportBytes: Int = 2048 << 20,
        bodyTimeout: Duration = .seconds(600),
        maxConnections: Int = 512, idleTimeout: Duration = .seconds(60),
        heartbeat: Duration = .seconds(15), allowedOrigins: Set<String> = [],
        allowedHosts: Set<String> = [], hints: @escaping Hints = { _ in nil }
    ) {
        self.maxBodyBytes = maxBodyBytes
        self.maxBufferedBytes = maxBufferedBytes
        self.maxExportBytes = maxExportBytes
        self.bodyTimeout = bodyTimeout
        self.maxConnections = maxConnections
        self.idleTimeout = idleTimeout
        self.heartbeat = heartbeat
        self.allowedOrigins = allowedOrigins
        self.allowedHosts = allowedHosts
        self.hints = hints
    }
}
