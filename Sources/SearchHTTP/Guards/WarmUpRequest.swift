import NIOCore
import NIOPosix

/// A request of the server to itself: the first connection and request cost some milliseconds more than the later ones,
/// which nobody shall wait for.
enum WarmUpRequest {
    private static let timeout = TimeAmount.seconds(2)

    /// Asks whether the server is alive, and returns when it has answered; what goes wrong is of no matter.
    static func send(to address: SocketAddress) async {
        let client = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connectTimeout(timeout)
        guard let channel = try? await client.connect(to: address).get() else { return }
        channel.eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
        let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        try? await channel.writeAndFlush(ByteBuffer(string: request))
        // The server closes after its answer, which is dropped.
        try? await channel.closeFuture.get()
    }
}
