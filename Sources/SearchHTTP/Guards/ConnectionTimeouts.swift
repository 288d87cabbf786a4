import NIOCore
import NIOHTTP1

/// Closes a connection whose client is too slow: with a request, or with taking the answers.
///
/// The server itself closes one that is silent between requests or within one, which bounds the time for the headers too.
final class ConnectionTimeouts: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// How long a client may take.
    struct Limits: Sendable {
        /// From the headers of a request to its end, also when it was refused before that.
        let request: TimeAmount
        /// To make room for more of an answer that fills the buffers of the connection.
        let answer: TimeAmount
    }

    private let limits: Limits
    private var request: Scheduled<Void>?
    private var answer: Scheduled<Void>?

    init(_ limits: Limits) { self.limits = limits }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: request = close(context, in: limits.request)
        case .body: break
        case .end: request?.cancel()
        }
        context.fireChannelRead(data)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        answer?.cancel()
        if !context.channel.isWritable { answer = close(context, in: limits.answer) }
        context.fireChannelWritabilityChanged()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        request?.cancel()
        answer?.cancel()
    }

    private func close(_ context: ChannelHandlerContext, in time: TimeAmount) -> Scheduled<Void> {
        let channel = context.channel
        return channel.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}
