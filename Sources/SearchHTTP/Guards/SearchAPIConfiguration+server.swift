import HummingbirdCore
import NIOCore

extension SearchAPIConfiguration {
    /// How connections are set up, and how many.
    var server: HTTPServerBuilder {
        let limit = ConnectionLimit(maxConnections)
        let idle = TimeAmount(idleTimeout)
        let timeouts = ConnectionTimeouts.Limits(request: TimeAmount(bodyTimeout) + idle, answer: idle)
        return HTTPServerBuilder { [maxBodyBytes] responder in
            let configuration = HTTP1Channel.Configuration(
                additionalChannelHandlers: [
                    ExpectContinue(maxBodyBytes: maxBodyBytes), UnreadBodyLimit(maxBodyBytes: maxBodyBytes),
                ],
                idleTimeout: idle)
            let http = HTTP1Channel(responder: responder, configuration: configuration)
            return GuardedConnection(http: http, limit: limit, timeouts: timeouts)
        }
    }

    /// Beyond these, connections are not taken but wait with the system: those above the limit need room to be refused.
    var connectionsAtOnce: MaximumAvailableConnections {
        MaximumAvailableConnections(maxConnections + Self.refusedAtOnce)
    }
}
