import AsyncHTTPClient
import ImageSearch
import NIOCore
import NIOHTTP1
import SearchHTTP

/// The server that runs on this program's own data folder.
struct OwnServer: Sendable {
    let address: ServerAddress
    /// It has the model and the database of this program's settings.
    let isOfTheseSettings: Bool

    /// How long it may take to show itself: loading the model takes about as long.
    private static let timeoutMilliseconds: Int64 = 2000

    /// Finds it; `nil` when none runs with these settings, or none answers soon.
    static func find(_ settings: Settings, _ client: HTTPClient) async -> OwnServer? {
        guard let announced = await ServerAnnouncement.find(settings), let address = try? ServerAddress(announced.url)
        else { return nil }
        let challenge = ServerAnnouncement.random()
        var request = HTTPClientRequest(url: address.url + "/healthz")
        request.headers.add(name: IdentityHeaders.challenge, value: challenge)
        let answer = try? await client.execute(request, timeout: .milliseconds(timeoutMilliseconds))
        guard let answer, answer.status == .ok,
            answer.headers.first(name: IdentityHeaders.proof) == announced.proof(of: challenge)
        else { return nil }
        return OwnServer(address: address, isOfTheseSettings: announced.isLibrary(of: settings))
    }
}
