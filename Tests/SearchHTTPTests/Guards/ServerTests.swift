import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
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
            try await connection.send(uploadHead(length: 1 << 40) + String(repeating: "x", count: 1999))
            #expect(try await connection.read(until: "}").hasPrefix("HTTP/1.1 413 "))
            try await connection.send("xx")
            // Neither the declared end nor a silence ends this connection.
            #expect(try await connection.isClosed(within: .seconds(30)))
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

    /// Heads that two programs may read in two ways; each with a second request, which must not be served.
    @Test(arguments: [
        "GET /healthz HTTP/1.1\r\n", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n",
        "GET /healthz HTTP/1.0\r\nHost: a\r\nhost: b\r\n",
        "GET http://example.org/healthz HTTP/1.1\r\nHost: localhost\r\n",
        "GET http://localhost:81/healthz HTTP/1.1\r\nHost: localhost\r\n",
        "GET http://localhost/healthz HTTP/1.1\r\n", "GET http://x@localhost/ HTTP/1.1\r\nHost: x@localhost\r\n",
        "POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n",
        "POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: \r\nContent-Length: 5\r\n",
        "POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
        "POST /upload HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n",
    ])
    func `a head that can be read in two ways is refused and the connection closed`(head: String) async throws {
        try await withConnection { connection in
            try await connection.send(head + "\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let answer = try await connection.read(until: nil)
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
            #expect(answer.ranges(of: "HTTP/1.1").count == 1)
        }
    }

    @Test(arguments: [
        "GET /healthz HTTP/1.0\r\n", "GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\n",
        "GET http://LOCALHOST:80/healthz HTTP/1.1\r\nHost: localhost\r\n",
        "GET /healthz?from=http://example.org/ HTTP/1.1\r\nHost: localhost\r\n",
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: Chunked\r\n",
    ])
    func `a head that can be read in one way is served`(head: String) async throws {
        try await withConnection { connection in
            try await connection.send(head + "Connection: close\r\n\r\n")
            if head.contains("Chunked") { try await connection.send("0\r\n\r\n") }
            #expect(try await connection.read(until: "}").hasPrefix("HTTP/1.1 200 OK"))
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
            #expect(explanation?.hint == .port)
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
