import ImageSearch
import NIOCore

/// Answers whatever comes over one connection too many that there are too many, and closes it.
final class ConnectionRefusal: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// A client that sends nothing, or does not take the answer, is given up after so long.
    private static let timeout = TimeAmount.seconds(5)
    private static let answer = {
        let body = JSON(detail: "Too many connections. Try again shortly.").encoded()
        let head = """
            HTTP/1.1 503 Service Unavailable\r\nRetry-After: \(Overloaded.retryAfter)\r\nConnection: close\r\n\
            Content-Type: application/json\r\nContent-Length: \(body.readableBytes)\r\n\r\n
            """
        return ByteBuffer(string: head + String(buffer: body))
    }()
    private var hasAnswered = false

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        channel.eventLoop.scheduleTask(in: Self.timeout) { channel.close(promise: nil) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What else comes is read and dropped: closing before would take the answer from the client.
        guard !hasAnswered else { return }
        hasAnswered = true
        context.writeAndFlush(wrapOutboundOut(Self.answer), promise: nil)
        context.close(mode: .output, promise: nil)
    }
}
