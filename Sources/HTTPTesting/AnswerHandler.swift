import NIOCore
import NIOHTTP1

/// Answers the requests of one connection, one after another.
final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: LocalServer.Answer
    private let log: RequestLog
    private var request: LocalRequest?

    init(answer: @escaping LocalServer.Answer, log: RequestLog) {
        self.answer = answer
        self.log = log
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): request = LocalRequest(method: head.method, target: head.uri, headers: head.headers)
        case .body: break
        case .end:
            guard let request else { return }
            log.append(request)
            send(answer(request), withBody: request.method != .HEAD, to: context)
        }
    }

    private func repeatBody(_ body: ByteBuffer, _ connection: NIOLoopBound<ChannelHandlerContext>) {
        let handler = NIOLoopBound(self, eventLoop: connection.value.eventLoop)
        connection.value.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(body)))).whenSuccess {
            handler.value.repeatBody(body, connection)
        }
    }

    private func send(_ response: LocalResponse?, withBody: Bool, to context: ChannelHandlerContext) {
        guard var response else { return context.close(promise: nil) }
        guard !response.isWithheld else { return }
        if !response.isEndless {
            response.headers.replaceOrAdd(name: "content-length", value: "\(response.body.count)")
        }
        let head = HTTPResponseHead(version: .http1_1, status: response.status, headers: response.headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if response.isEndless && withBody {
            return repeatBody(ByteBuffer(bytes: response.body), NIOLoopBound(context, eventLoop: context.eventLoop))
        }
        let sent = ByteBuffer(bytes: withBody ? response.body.prefix(response.cutAfter ?? response.body.count) : [])
        let written = context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(sent))))
        if response.cutAfter == nil {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        } else {
            let connection = NIOLoopBound(context, eventLoop: context.eventLoop)
            written.whenComplete { _ in connection.value.close(promise: nil) }
        }
    }
}
