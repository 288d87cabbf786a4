import ImageSearchTesting
import NIOCore
import NIOPosix
import Testing

/// A connection that sends bytes as they are.
struct Connection {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let channel: any Channel

    private init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, channel: any Channel
    ) {
        self.channel = channel
        self.inbound = inbound
        self.outbound = outbound
    }

    /// Opens a connection, and closes it when `use` returns.
    static func with<Value: Sendable>(
        port: Int, _ use: @Sendable (inout Connection) async throws -> Value
    ) async throws -> Value {
        // On a busy machine the system takes a connection long before the server does.
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(.minutes(10))
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = Connection(
                inbound: inbound.makeAsyncIterator(), outbound: outbound, channel: channel.channel)
            return try await use(&connection)
        }
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    func send(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

    /// Closes the sending side.
    func finish() { outbound.finish() }

    /// Whether the server closes the connection within a time; what it sends until then is dropped.
    mutating func isClosed(within limit: Duration) async throws -> Bool {
        let end = channel.eventLoop.scheduleTask(in: TimeAmount(limit.scaled)) { [channel] in
            channel.close(promise: nil)
        }
        // A connection that was reset has come to its end too.
        do { while try await inbound.next() != nil {} } catch is IOError {}
        end.cancel()
        do { try await end.futureResult.get() } catch { return true }
        return false
    }

    /// Reads until the text so far ends so, or until the server closes when `ending` is `nil`.
    mutating func read(until ending: String?) async throws -> String {
        var text = ""
        while let chunk = try await inbound.next() {
            text += String(buffer: chunk)
            if let ending, text.hasSuffix(ending) { return text }
        }
        if let ending { Issue.record("the server closed before '\(ending)', after '\(text)'") }
        return text
    }
}
