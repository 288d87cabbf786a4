import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Tells a client that asks before it sends its body (`Expect: 100-continue`, as curl does above 1 MB) to go on.
///
/// Unless the body would be refused anyway: then the client hears the refusal at once and sends nothing.
final class ExpectContinue: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let maxBodyBytes: Int
    private var unanswered = 0
    private var owesContinue = false

    init(maxBodyBytes: Int) { self.maxBodyBytes = maxBodyBytes }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let request) = unwrapInboundIn(data) {
            unanswered += 1
            owesContinue = isWelcome(request)
            sendContinueWhenItsTurnHasCome(context)
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
