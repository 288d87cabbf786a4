import NIOCore
import NIOHTTP1

/// Keeps a connection open, or not, as the version of HTTP and the `Connection` header of each request ask for, and tells
/// the client which (RFC 9112, section 9.3).
///
/// The server behind it sees no version, and goes by `Connection: close` alone.
final class KeepAlive: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private var unanswered = CircularBuffer<(isOld: Bool, isLast: Bool)>()

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        let request = (isOld: head.version.isOld, isLast: !head.isKeepAlive)
        unanswered.append(request)
        if request.isLast { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        // HTTP/1.0 knows no answer before the answer.
        if request.isOld { head.headers.remove(name: "Expect") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.code >= 200:
            if let request = unanswered.first, request.isLast || request.isOld {
                head.headers.replaceOrAdd(name: "Connection", value: request.isLast ? "close" : "keep-alive")
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            _ = unanswered.popFirst()
            context.write(data, promise: promise)
        default: context.write(data, promise: promise)
        }
    }
}

extension HTTPVersion {
    /// HTTP/1.0 and before: one request for each connection unless both sides say otherwise.
    var isOld: Bool { (major, minor) < (1, 1) }
}
