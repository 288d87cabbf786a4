import ImageSearch
import NIOCore
import Synchronization

/// How many connections are served at one time.
final class ConnectionLimit: Sendable {
    private let limit: Int
    private let open = Mutex(0)

    init(_ limit: Int) { self.limit = limit }

    /// Counts a connection until it is closed; `false` when there are too many.
    func admit(_ channel: any Channel) -> Bool {
        let isAdmitted = open.withLock { open in
            guard open < limit else { return false }
            open += 1
            return true
        }
        if isAdmitted { channel.closeFuture.whenComplete { _ in self.open.withLock { $0 -= 1 } } }
        return isAdmitted
    }
}

/// Answers whatever comes over one connection too many that there are too many, and closes it.
final class Refusal: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// A client that sends nothing, or does not take the answer, is given up after so long.
    private static let patience = TimeAmount.seconds(5)
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
        channel.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
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
