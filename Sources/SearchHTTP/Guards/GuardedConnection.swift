import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypesHTTP1

/// A connection over HTTP/1 with what the server itself does not do: their number is limited, silence and slowness end
/// somewhere, and what was asked is given up when nobody is left to hear the answer.
struct GuardedConnection: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    let http: HTTP1Channel
    let limit: ConnectionLimit
    let timeouts: ConnectionTimeouts.Limits

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        guard limit.admit(channel) else { return Self.refuse(channel) }
        return http.setup(channel: channel, logger: logger).flatMapThrowing { [timeouts] value in
            let pipeline = channel.pipeline.syncOperations
            let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            try pipeline.addHandlers(
                [RequestHeadRules(), ConnectionTimeouts(timeouts), HalfClosedConnections(), KeepAlive()],
                position: .before(codec))
            return value
        }
    }

    private static func refuse(_ channel: any Channel) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(ConnectionRefusal())
            // Nothing gets through to it; its end is that of the connection.
            return try Value(wrappingChannelSynchronously: channel)
        }
    }

    func handle(value: Value, logger: Logger) async {
        let client = Client()
        await Client.$current.withValue(client) {
            await withTaskGroup { group in
                group.addTask { await http.handle(value: value, logger: logger) }
                group.addTask { try? await value.channel.closeFuture.get() }
                await group.next()
                // A closed connection: what still computes an answer for it need not.
                client.leave()
                group.cancelAll()
            }
        }
    }
}
