import NIOCore
import NIOHTTPTypes

/// Ends a connection whose client goes on sending a body that was refused.
///
/// The server passes over the remainder of a refused body, so that a client which sends everything before it listens still
/// hears why; but not without end: after as many bytes again as are allowed, the connection is closed.
final class UnreadBodyLimit: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let maxBodyBytes: Int
    private var received = 0

    init(maxBodyBytes: Int) { self.maxBodyBytes = maxBodyBytes }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: received = 0
        case .body(let chunk):
            received += chunk.readableBytes
            guard received - maxBodyBytes <= maxBodyBytes else { return context.close(promise: nil) }
        case .end: break
        }
        context.fireChannelRead(data)
    }
}
