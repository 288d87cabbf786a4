import NIOCore
import NIOHTTP1

/// Finds out whether a client that has closed its side of the connection still waits for an answer.
///
/// The end of what a client sends looks the same whether it has left, or only has no more to say (`nc -N` closes its side and
/// listens on). What tells them apart is a byte sent to it: a socket that was closed answers with a reset. So when the
/// answer is not there soon, the client hears `100 Continue`, which every client of HTTP/1.1 passes over.
final class HalfClosedConnections: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Most answers are there by then.
    private static let probeDelay = TimeAmount.milliseconds(100)
    /// HTTP/1.0 knows nothing that comes before an answer: such a client has so long, then it counts as gone.
    private static let oldClientDelay = TimeAmount.seconds(1)

    private var unanswered = CircularBuffer<HTTPVersion>()
    private var isAnswering = false
    private var isInputClosed = false
    /// The answer has no end: who follows events keeps its side open, so that the end of it is the client's.
    private var isEndless = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) { unanswered.append(head.version) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            isAnswering = head.status.code >= 200
            isEndless = head.headers.first(name: "Content-Type") == EventStream.contentType
            if isEndless, isInputClosed { return context.close(promise: promise) }
        case .body: break
        case .end:
            isAnswering = false
            isEndless = false
            _ = unanswered.popFirst()
        }
        context.write(data, promise: promise)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed {
            isInputClosed = true
            if isEndless { return context.close(promise: nil) }
        }
        if event as? ChannelEvent == .inputClosed, let version = unanswered.last {
            let delay = version.isOld ? Self.oldClientDelay : Self.probeDelay
            context.eventLoop.assumeIsolated().scheduleTask(in: delay) { self.ask(context) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func ask(_ context: ChannelHandlerContext) {
        guard context.channel.isActive, let version = unanswered.first, !isAnswering else { return }
        guard !version.isOld else { return context.close(promise: nil) }
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }
}
