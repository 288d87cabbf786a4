import HTTPTypes
import Hummingbird
import ImageSearch

/// Refuses requests for a host that this server is not.
///
/// The owner of a name may let it lead to this machine for a while (DNS rebinding): then a page of that name has the same
/// origin as this server, and reads its answers. An address and `localhost` are out of such an owner's reach.
struct AllowedHosts: RouterMiddleware {
    private let names: Set<String>
    /// What is answered under any name.
    private let openPaths: [RoutePath]

    /// Takes the names that the server goes by, besides `localhost` and addresses.
    ///
    /// - Returns: `nil` when any will do: one of the names is `*`, or there are none and the server can be reached from
    ///   elsewhere, under names that it does not know.
    init?(listeningOn host: String, allowed: Set<String>, openPaths: [RoutePath]) {
        let isLoopback = Authority(host.contains(":") ? "[\(host)]" : host)?.isLoopback ?? false
        guard !allowed.contains("*"), isLoopback || !allowed.isEmpty else { return nil }
        names = Set(allowed.compactMap { Authority($0)?.host } + ["localhost"])
        self.openPaths = openPaths
    }

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        guard openPaths.contains(request.uri.path) || isOwn(request.head.authority) else {
            let host = EchoedInput.of(request.head.authority ?? "")
            throw RefusedRequest(
                status: .misdirectedRequest, description: "This server does not go by the name '\(host)'",
                hint: .allowedHosts)
        }
        return try await next(request, context)
    }

    /// Only programs that speak HTTP/1.0 name no host; a browser always does.
    private func isOwn(_ host: String?) -> Bool {
        guard let host, !host.isEmpty else { return true }
        guard let authority = Authority(host) else { return false }
        return authority.isAddress || names.contains(authority.host)
    }
}
