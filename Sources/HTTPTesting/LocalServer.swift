import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on a free port of this machine, whose answers a test decides, faults included.
public struct LocalServer: Sendable {
    /// Decides an answer; `nil` cuts the connection without one.
    public typealias Answer = @Sendable (_ request: LocalRequest) -> LocalResponse?

    /// The address to send requests to, without a `/` at its end.
    public let url: String
    private let log: RequestLog

    /// What was asked so far.
    public var requests: [LocalRequest] { log.requests }

    /// Runs a test against a server of its own.
    public static func run<Result>(
        _ answer: @escaping Answer, _ test: (LocalServer) async throws -> Result
    ) async throws -> Result {
        let log = RequestLog()
        let listening = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(AnswerHandler(answer: answer, log: log))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let result: Swift.Result<Result, any Error>
        do {
            let port = listening.localAddress?.port ?? 0
            result = .success(try await test(LocalServer(url: "http://127.0.0.1:\(port)", log: log)))
        } catch {
            result = .failure(error)
        }
        try await listening.close().get()
        return try result.get()
    }
}

/// What reached a server, over all of its connections.
final class RequestLog: Sendable {
    private let log = Mutex<[LocalRequest]>([])

    var requests: [LocalRequest] { log.withLock { $0 } }

    func append(_ request: LocalRequest) { log.withLock { $0.append(request) } }
}
