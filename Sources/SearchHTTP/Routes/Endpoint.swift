import Hummingbird

/// One route, declared once: the router, the checks of what is asked and /openapi.json are made from it.
///
///     Endpoint(
///         .get, "/search-by-text", about, parameters: .text("query", "What to look for."), .limit, answer: .matches
///     ) { text, limit in try await search(text, limit) }
struct Endpoint: Sendable {
    typealias Handler = @Sendable (Request, APIRequestContext, RequestReader) async throws -> Response

    /// Who may ask besides programs and the server's own pages, and under which name.
    struct Access: OptionSet, Sendable {
        let rawValue: Int
        /// Pages of any origin: it changes nothing and tells nothing.
        static let anyPage = Self(rawValue: 1)
        /// Under any name that leads to the server.
        static let anyHost = Self(rawValue: 2)
    }

    let method: HTTPRequest.Method
    let path: RoutePath
    let access: Access
    /// What /openapi.json says of it; `nil` for the documentation's own pages, which are not described, as in FastAPI.
    let description: EndpointDescription?
    let handler: Handler

    /// Declares a route.
    ///
    /// - Parameters:
    ///   - method: GET is answered to HEAD as well.
    ///   - path: its parts in braces are all among the parameters.
    ///   - about: what it is for.
    ///   - access: who may ask besides programs and the server's own pages.
    ///   - parameters: what is read and checked before the handler runs.
    ///   - answer: how the handler's value is written.
    ///   - errors: what may go wrong, besides what the parameters and the access bring with them.
    ///   - handler: takes the values of the parameters, in their order.
    init<each Value: Sendable, Result: Sendable>(
        _ method: HTTPRequest.Method, _ path: RoutePath, _ about: EndpointDescription.About, access: Access = [],
        parameters: repeat Parameter<each Value>, answer: Answer<Result>, errors: [ErrorAnswer] = [],
        handler: @escaping @Sendable (repeat each Value) async throws -> Result
    ) {
        let parameters = (repeat each parameters)
        let described = SearchHTTP.descriptions(of: repeat each parameters)
        let inPath = described.filter { $0.place == .path }.map(\.name)
        precondition(inPath.sorted() == path.parameters.sorted(), "\(path) declares other parameters than it has")
        precondition(described.count { $0.place == .body } <= 1, "\(path) takes more than one body")
        self.method = method
        self.path = path
        self.access = access
        description = EndpointDescription(
            about: about, parameters: described, answer: answer.description, errors: Self.errors(access) + errors)
        self.handler = { request, context, reader in
            try await reader.withValues(of: request, context, repeat each parameters) { (values: repeat each Value) in
                try await answer.response(handler(repeat each values))
            }
        }
    }

    /// Declares a page of the documentation.
    init(page path: RoutePath, _ handler: @escaping @Sendable (Request) -> Response) {
        method = .get
        self.path = path
        access = .anyPage
        description = nil
        self.handler = { request, _, _ in handler(request) }
    }

    /// Declares a page that tells what is stored.
    init(
        page path: RoutePath, telling handler: @escaping @Sendable (Request, APIRequestContext) async throws -> Response
    ) {
        method = .get
        self.path = path
        access = []
        description = nil
        self.handler = { request, context, _ in try await handler(request, context) }
    }

    /// What the guards may answer.
    private static func errors(_ access: Access) -> [ErrorAnswer] {
        (access.contains(.anyPage) ? [] : [.crossSite]) + (access.contains(.anyHost) ? [] : [.otherHost])
    }
}

extension [Endpoint] {
    /// The paths of those that may be asked so.
    func paths(_ access: Endpoint.Access) -> [RoutePath] { filter { $0.access.contains(access) }.map(\.path) }
}
