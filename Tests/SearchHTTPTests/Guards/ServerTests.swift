import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearchTesting
import NIOCore
import NIOPosix
import SearchHTTP
import Testing

/// What only a real connection shows.
@Suite(.ends(within: .seconds(120))) struct ServerTests {
    private let picture = FakeDecoder.picture(red: 9)

    private func uploadHead(length: Int, _ more: String = "") -> String {
        "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=line\r\n"
            + "Content-Length: \(length)\r\n\(more)\r\n"
    }

    @Test func `a client that asks first is told to go on`() async throws {
        let body = formBody(picture)
        try await withConnection { connection in
            try await connection.send(uploadHead(length: body.count, "Expect: 100-continue\r\n"))
            #expect(try await connection.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await connection.send(body)
            #expect(try await connection.read(until: "}").hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test func `a client that asks with too large a body is refused before it sends`() async throws {
        try await withConnection { connection in
            try await connection.send(uploadHead(length: 1 << 40, "Expect: 100-continue\r\n"))
            #expect(try await connection.read(until: "}").hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func `an answer that is still owed comes before the leave to go on`() async throws {
        let body = formBody(picture)
        try await withConnection { connection in
            let first = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
            try await connection.send(first + uploadHead(length: body.count, "Expect: 100-continue\r\n"))
            let answers = try await connection.read(until: "Continue\r\n\r\n")
            #expect(answers.hasPrefix("HTTP/1.1 200 OK"))
            #expect(answers.hasSuffix("{\"status\":\"ok\"}HTTP/1.1 100 Continue\r\n\r\n"))
            try await connection.send(body)
            #expect(try await connection.read(until: "}").hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test func `a declared length above the limit is refused before the body`() async throws {
        try await withConnection { connection in
            try await connection.send(uploadHead(length: 1 << 40))
            #expect(try await connection.read(until: "}").hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func `a body of unknown length is refused once it is too large`() async throws {
        try await withConnection(SearchAPIConfiguration(maxBodyBytes: 1000)) { connection in
            let head = uploadHead(length: 0).replacing("Content-Length: 0", with: "Transfer-Encoding: chunked")
            try await connection.send(head + "400\r\n" + String(repeating: "x", count: 1024) + "\r\n")
            #expect(try await connection.read(until: "}").hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func `a connection serves on after a refusal`() async throws {
        try await withConnection(SearchAPIConfiguration(maxBodyBytes: 1000)) { connection in
            try await connection.send(uploadHead(length: 1500) + String(repeating: "x", count: 1500))
            #expect(try await connection.read(until: "}").hasPrefix("HTTP/1.1 413 "))
            try await connection.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await connection.read(until: "}").hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test func `a client that goes on sending after a refusal is cut off`() async throws {
        let configuration = SearchAPIConfiguration(maxBodyBytes: 1000, idleTimeout: .seconds(3600))
        try await withConnection(configuration) { connection in
            try await connection.send(uploadHead(length: 1 << 40) + String(repeating: "x", count: 3000))
            // Either the refusal and then the end, or the end alone: never an open connection.
            _ = try? await connection.read(until: nil)
        }
    }

    @Test func `a client that falls silent is cut off`() async throws {
        try await withConnection(SearchAPIConfiguration(idleTimeout: .milliseconds(50))) { connection in
            // On a busy machine the time is up before a byte is sent; then there is nothing to read either.
            try? await connection.send(uploadHead(length: 1000) + "--line\r\n")
            let rest = try? await connection.read(until: nil)
            #expect(rest?.isEmpty ?? true)
        }
    }

    @Test func `what a broken upload held is given back`() async throws {
        let body = formBody(picture)
        let configuration = SearchAPIConfiguration(maxBufferedBytes: body.count)
        try await TestService(configuration: configuration).application().test(.live) { client in
            let port = try #require(client.port)
            for _ in 0..<5 {
                try await Connection.with(port: port) { connection in
                    try await connection.send(uploadHead(length: body.count))
                    try await connection.send(Array(body.dropLast()))
                }
            }
            // The server hears of the broken connections in its own time.
            var response = try await client.send(picture, to: "/upload")
            while response.status == .serviceUnavailable { response = try await client.send(picture, to: "/upload") }
            #expect(response.status == .ok)
        }
    }

    @Test func `HEAD has the headers of GET and no body`() async throws {
        try await withConnection { connection in
            for _ in 0..<2 {
                try await connection.send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let answer = try await connection.read(until: "\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
                #expect(answer.contains("Content-Length: 15\r\n"))
            }
        }
    }

    @Test(arguments: [("/nowhere", 404), ("/upload", 405), ("/search-by-text", 422)])
    func `HEAD that is refused has no body either`(path: String, status: Int) async throws {
        try await withConnection { connection in
            for _ in 0..<2 {
                try await connection.send("HEAD \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 \(status)"))
            }
        }
    }

    @Test func `a query of ten thousand characters fits a request`() async throws {
        try await withConnection { connection in
            let query = String(repeating: "a", count: 10_000)
            try await connection.send("GET /search-by-text?query=\(query) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await connection.read(until: "[]").hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test(arguments: ["nonsense\r\n\r\n", "GET /healthz HTTP/1.1\r\nContent-Length: x\r\n\r\n"])
    func `what is not HTTP is refused and the connection closed`(request: String) async throws {
        try await withConnection { connection in
            try await connection.send(request)
            #expect(try await connection.read(until: nil).hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test(arguments: [
        ("HTTP/1.0", "", false), ("HTTP/1.0", "Connection: keep-alive\r\n", true), ("HTTP/1.1", "", true),
        ("HTTP/1.1", "Connection: Close\r\n", false), ("HTTP/1.1", "Connection: TE, close\r\n", false),
    ])
    func `a connection ends or serves on as its version and the client ask`(
        version: String, header: String, servesOn: Bool
    ) async throws {
        try await withConnection { connection in
            let request = "GET /healthz \(version)\r\nHost: localhost\r\n\(header)\r\n"
            try await connection.send(request)
            let answer = try await connection.read(until: servesOn ? "}" : nil)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK") && answer.hasSuffix("}"))
            #expect(answer.contains("Connection: close") == !servesOn)
            #expect(answer.contains("Connection: keep-alive") == (version == "HTTP/1.0" && servesOn))
            guard servesOn else { return }
            try await connection.send(request)
            #expect(try await connection.read(until: "}").hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test func `an old client hears nothing before its answer`() async throws {
        let body = formBody(picture)
        try await withConnection { connection in
            let head = uploadHead(length: body.count, "Expect: 100-continue\r\n")
            try await connection.send(head.replacing("HTTP/1.1", with: "HTTP/1.0"))
            try await connection.send(body)
            #expect(try await connection.read(until: nil).hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test func `headers that come too slowly are given up`() async throws {
        try await withConnection(SearchAPIConfiguration(idleTimeout: .milliseconds(50))) { connection in
            await #expect(throws: (any Error).self) {
                try await connection.send("GET /healthz HTTP/1.1\r\nX: ")
                while true {
                    try await Task.sleep(for: .milliseconds(5))
                    try await connection.send("x")
                }
            }
        }
    }

    /// A refused body of which a byte comes now and then: never silent, never at its end.
    @Test func `the rest of a body that comes too slowly is given up`() async throws {
        let configuration = SearchAPIConfiguration(
            maxBodyBytes: 1 << 20, bodyTimeout: .milliseconds(50), idleTimeout: .milliseconds(200))
        try await withConnection(configuration) { connection in
            await #expect(throws: (any Error).self) {
                try await connection.send(uploadHead(length: 1 << 21))
                while true {
                    try await Task.sleep(for: .milliseconds(5))
                    try await connection.send("x")
                }
            }
        }
    }

    /// Answers that fill every buffer on the way; the connection must end although the server is never done with it.
    @Test func `a client that does not take its answers is cut off`() async throws {
        let service = TestService(configuration: SearchAPIConfiguration(idleTimeout: .milliseconds(200)))
        try await service.fill(1000)
        try await service.application().test(.live) { client in
            try await Connection.with(port: try #require(client.port)) { connection in
                _ = await #expect(throws: (any Error).self) {
                    let request = "GET /search-by-text?query=x&limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    while true { try await connection.send(request) }
                }
            }
        }
    }

    @Test func `a port in use is explained`() async throws {
        try await TestService().application().test(.live) { client in
            let port = try #require(client.port)
            let error = await #expect(throws: (any Error).self) {
                try await TestService().application(port: port).run()
            }
            let explanation = error.flatMap { ListenError($0, host: "127.0.0.1", port: port) }
            #expect(explanation?.description.hasPrefix("port \(port) is already in use") == true)
        }
    }

    private func withConnection(
        _ configuration: SearchAPIConfiguration = .init(), _ use: @Sendable (inout Connection) async throws -> Void
    ) async throws {
        try await TestService(configuration: configuration).application().test(.live) { client in
            try await Connection.with(port: try #require(client.port), use)
        }
    }
}

/// A connection that sends bytes as they are.
struct Connection {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    private init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound
        self.outbound = outbound
    }

    /// Opens a connection, and closes it when `use` returns.
    static func with<Value: Sendable>(
        port: Int, _ use: @Sendable (inout Connection) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = Connection(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await use(&connection)
        }
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    func send(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

    /// Closes the sending side.
    func finish() { outbound.finish() }

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
