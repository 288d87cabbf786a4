import Hummingbird

/// What belongs to one request besides what was sent: its logger, the id that logger and answer name, and who asks.
struct APIRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who asks; anonymous until a middleware has found out more.
    var identity = Identity.anonymous

    init(source: Source) { coreContext = CoreRequestContextStorage(source: source) }
}

/// Who sends a request.
enum Identity: Sendable, Equatable {
    /// Whoever can reach the server.
    case anonymous
}
