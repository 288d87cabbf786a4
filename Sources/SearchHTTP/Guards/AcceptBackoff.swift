import NIOCore
import Platform

/// Lets the server live on when the system has no descriptor or memory left for a new connection.
///
/// The connections that wait are taken once there is room again. Without it, the first error ends the server.
final class AcceptBackoff: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never
    typealias OutboundOut = Never

    /// Those at which the system's server channel stays open.
    private static let passing = [EMFILE, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED]
    private static let pause = TimeAmount.milliseconds(200)
    private var isPausing = false
    private var isReadOwed = false

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError, Self.passing.contains(error.errnoCode) else {
            return context.fireErrorCaught(error)
        }
        guard !isPausing else { return }
        isPausing = true
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) {
            self.isPausing = false
            if self.isReadOwed { context.read() }
            self.isReadOwed = false
        }
    }

    func read(context: ChannelHandlerContext) {
        if isPausing { isReadOwed = true } else { context.read() }
    }
}
