import NIOCore
import NIOHTTP1

/// Refuses requests whose head can be read in two ways, as RFC 9112 asks: a bare 400, and the connection is closed.
///
/// A proxy in front of this server may have read it in the other way (request smuggling). The parser lets these pass:
/// - no `Host` in HTTP/1.1, or two of them (section 3.2), or one that contradicts an absolute target (3.2.2);
/// - a `Transfer-Encoding` that is more than `chunked`, or that comes with HTTP/1.0 (6.1).
final class RequestHeadRules: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private var isBroken = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What follows a head that is not understood cannot be told from the next request.
        guard !isBroken else { return }
        if case .head(let head) = unwrapInboundIn(data), let error = Self.fault(of: head) {
            isBroken = true
            return context.fireErrorCaught(error)
        }
        context.fireChannelRead(data)
    }

    /// What the head breaks, in the words of the parser, whose errors the server answers; `nil` when it is in order.
    private static func fault(of head: HTTPRequestHead) -> HTTPParserError? {
        let hosts = head.headers["Host"]
        guard hosts.count == 1 || (hosts.isEmpty && head.version.isOld) else { return .invalidHeaderToken }
        if let target = absoluteTarget(of: head.uri), let host = hosts.first {
            guard let page = Origin(target), let authority = Authority(host), page.isSame(as: authority) else {
                return .invalidHeaderToken
            }
        }
        // As they came: the canonical form passes over an empty one.
        let codings = head.headers["Transfer-Encoding"].map { $0.lowercased() }
        guard codings.isEmpty || (codings == ["chunked"] && !head.version.isOld) else { return .invalidHeaderToken }
        return nil
    }

    /// The scheme and host of a target such as `http://example.org/path`, as proxies are asked.
    private static func absoluteTarget(of target: String) -> Substring? {
        guard target.first != "/", let scheme = target.firstRange(of: "://") else { return nil }
        return target[..<(target[scheme.upperBound...].firstIndex { "/?#".contains($0) } ?? target.endIndex)]
    }
}
