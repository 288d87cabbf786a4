import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Watches what a connection sends, before the server sees it.
///
/// Two things that the server leaves to others:
/// - A client that asks first (`Expect: 100-continue`, as curl does above 1 MB) is told to go on, unless its body would
///   be refused anyway: then it hears the refusal at once and sends nothing.
/// - The rest of a body that was already refused is passed over, so that a client which sends all before it listens
///   still hears why; but not without end: after as many bytes again as are allowed, the connection is closed.
final class UploadGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let maxBodyBytes: Int
    private var received = 0
    private var unanswered = 0
    private var owesContinue = false

    init(maxBodyBytes: Int) { self.maxBodyBytes = maxBodyBytes }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let request):
            received = 0
            unanswered += 1
            owesContinue = isWelcome(request)
            sendContinueWhenItsTurnHasCome(context)
        case .body(let chunk):
            received += chunk.readableBytes
            guard received - maxBodyBytes <= maxBodyBytes else { return context.close(promise: nil) }
        case .end: break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = unwrapOutboundIn(data)
        context.write(data, promise: promise)
        guard case .end = part else { return }
        unanswered -= 1
        sendContinueWhenItsTurnHasCome(context)
    }

    /// A client may send its next request before it has the answer to the last; the answers keep the order.
    private func sendContinueWhenItsTurnHasCome(_ context: ChannelHandlerContext) {
        guard owesContinue, unanswered == 1 else { return }
        owesContinue = false
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    private func isWelcome(_ request: HTTPRequest) -> Bool {
        guard request.headerFields[.expect]?.lowercased() == "100-continue" else { return false }
        let declared = request.headerFields[.contentLength].flatMap { Int($0) }
        return declared.map { $0 <= maxBodyBytes } ?? true
    }
}

extension SearchAPIConfiguration {
    /// How connections are set up, and how many.
    var server: HTTPServerBuilder {
        let limit = ConnectionLimit(maxConnections)
        let idle = TimeAmount(idleTimeout)
        let timeouts = ConnectionTimeouts.Limits(request: TimeAmount(bodyTimeout) + idle, answer: idle)
        return HTTPServerBuilder { [maxBodyBytes] responder in
            let configuration = HTTP1Channel.Configuration(
                additionalChannelHandlers: [UploadGate(maxBodyBytes: maxBodyBytes)], idleTimeout: idle)
            let http = HTTP1Channel(responder: responder, configuration: configuration)
            return GuardedConnection(http: http, limit: limit, timeouts: timeouts)
        }
    }

    /// Beyond these, connections are not taken but wait with the system: those above the limit need room to be refused.
    var connectionsAtOnce: MaximumAvailableConnections {
        MaximumAvailableConnections(maxConnections + Self.refusedAtOnce)
    }
}
