import AsyncHTTPClient
import NIOCore
package import NIOHTTP1
import NIOPosix
import Synchronization

/// A proxy in front of a running program, such as people put there, which fails when a test wants it to.
package final class FaultyProxy: Sendable {
    /// What becomes of a request.
    package enum Course: Sendable {
        /// The program answers it.
        case pass
        /// It is answered without the program.
        case answer(HTTPResponseStatus, headers: [(String, String)] = [], body: [UInt8] = [])
        /// The connection is cut once so many bytes of the request's body have come.
        case cut(after: Int = 0)
    }

    /// A request as the browser sent it, its target without the proxy's own prefix.
    package struct Request: Sendable {
        package let method: HTTPMethod
        package let target: String
    }

    /// Decides on a request, as late as it likes.
    package typealias Rule = @Sendable (Request) async -> Course

    /// Where the program's `/` is, with a `/` at its end.
    package let address: String
    private let program: String
    private let prefix: String
    private let rule: Mutex<Rule> = Mutex { _ in .pass }
    private let log = Mutex<[Request]>([])

    /// The requests so far.
    package var requests: [Request] { log.withLock { $0 } }

    private init(program: String, port: Int, prefix: String) {
        self.program = program
        self.prefix = prefix
        address = "http://127.0.0.1:\(port)\(prefix)/"
    }

    /// From now on, requests go another course.
    package func follow(_ rule: @escaping Rule) { self.rule.withLock { $0 = rule } }

    /// Runs a test with a proxy of its own before the program that listens on a port.
    ///
    /// It shows the program below a path, such as `/pictures`; all else is a 404.
    package static func run<Result: Sendable>(
        before port: Int, prefix: String = "", _ test: (FaultyProxy) async throws -> Result
    ) async throws -> Result {
        let listening = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    return try NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        let proxy = FaultyProxy(
            program: "http://127.0.0.1:\(port)", port: listening.channel.localAddress?.port ?? 0, prefix: prefix)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await proxy.serve(listening) }
            defer { group.cancelAll() }
            return try await test(proxy)
        }
    }

    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    private func serve(_ listening: NIOAsyncChannel<Connection, Never>) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            try await listening.executeThenClose { connections in
                for try await connection in connections {
                    group.addTask { try? await self.serve(connection) }
                }
            }
        }
    }

    private func serve(_ connection: Connection) async throws {
        try await connection.executeThenClose { inbound, outbound in
            var parts = inbound.makeAsyncIterator()
            while case .head(let head)? = try await parts.next() {
                guard let course = await course(of: head) else {
                    try await Self.send(.notFound, to: outbound)
                    return
                }
                if case .cut(let count) = course {
                    _ = try await Self.body(&parts, upTo: count)
                    return
                }
                let body = try await Self.body(&parts, upTo: .max)
                switch course {
                case .answer(let status, let headers, let bytes):
                    try await Self.send(status, headers: headers, body: bytes, to: outbound)
                default: try await forward(head, body, to: outbound)
                }
            }
        }
    }

    private func course(of head: HTTPRequestHead) async -> Course? {
        guard head.uri.hasPrefix("\(prefix)/") else { return nil }
        let request = Request(method: head.method, target: String(head.uri.dropFirst(prefix.count)))
        log.withLock { $0.append(request) }
        return await rule.withLock { $0 }(request)
    }

    private static func body(
        _ parts: inout NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator, upTo count: Int
    ) async throws -> ByteBuffer {
        var body = ByteBuffer()
        while body.readableBytes < count, case .body(var bytes)? = try await parts.next() { body.writeBuffer(&bytes) }
        return body
    }

    private typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

    private static func send(
        _ status: HTTPResponseStatus, headers: [(String, String)] = [], body: [UInt8] = [], to outbound: Outbound
    ) async throws {
        let length = ("Content-Length", "\(body.count)")
        try await outbound.write(
            .head(HTTPResponseHead(version: .http1_1, status: status, headers: HTTPHeaders(headers + [length]))))
        try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: body))))
        try await outbound.write(.end(nil))
    }

    private func forward(_ head: HTTPRequestHead, _ body: ByteBuffer, to outbound: Outbound) async throws {
        var request = HTTPClientRequest(url: program + head.uri.dropFirst(prefix.count))
        request.method = head.method
        request.headers = head.headers
        request.headers.remove(name: "Connection")
        if head.method != .GET && head.method != .HEAD { request.body = .bytes(body) }
        request.headers.remove(name: "Content-Length")
        let response: HTTPClientResponse
        do {
            response = try await HTTPClient.shared.execute(request, timeout: .minutes(10))
        } catch {
            return try await Self.send(.badGateway, to: outbound)
        }
        var headers = response.headers
        headers.remove(name: "Connection")
        headers.remove(name: "Transfer-Encoding")
        try await outbound.write(
            .head(HTTPResponseHead(version: .http1_1, status: response.status, headers: headers)))
        for try await bytes in response.body { try await outbound.write(.body(.byteBuffer(bytes))) }
        try await outbound.write(.end(nil))
    }
}
