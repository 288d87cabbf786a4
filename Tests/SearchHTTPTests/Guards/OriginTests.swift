import Hummingbird
import HummingbirdTesting
import ImageSearchTesting
import Testing

@testable import SearchHTTP

/// Pages that a browser shows beside ours: what they may not do, and that all else may.
@Suite(.timely) struct OriginTests {
    /// Where a request comes from: what a browser or a program says of itself.
    struct Sender: Sendable, CustomTestStringConvertible {
        var origin: String?
        var fetchSite: String?
        var host: String? = "localhost:8000"
        var version = "HTTP/1.1"
        var testDescription: String { "\(origin ?? "-") \(fetchSite ?? "-") to \(host ?? "-")" }
    }

    private static let foreign = [
        Sender(origin: "https://evil.example"), Sender(origin: "null"), Sender(origin: ""),
        Sender(origin: "http://localhost"), Sender(origin: "http://localhost:3000", fetchSite: "same-site"),
        Sender(origin: "http://localhost:8000.evil.example"), Sender(origin: "http://localhost:8000, http://x"),
        Sender(origin: "http://localhost:8000@evil.example"), Sender(origin: "localhost:8000"),
        Sender(fetchSite: "cross-site"), Sender(origin: "https://evil.example", fetchSite: "same-origin"),
        Sender(origin: "http://127.0.0.1:8000"), Sender(origin: "http://[::1]:8000"),
    ]
    private static let own = [
        Sender(), Sender(origin: "http://localhost:8000", fetchSite: "same-origin"),
        Sender(origin: "http://LOCALHOST:8000"), Sender(fetchSite: "none"), Sender(fetchSite: "same-origin"),
        Sender(origin: "http://127.0.0.1:8000", host: "127.0.0.1:8000"),
        Sender(origin: "http://[::1]:8000", host: "[::1]:8000"),
        Sender(origin: "http://localhost", host: "localhost:80"),
        Sender(origin: "http://localhost:80", host: "localhost"), Sender(host: "localhost."),
        Sender(host: nil, version: "HTTP/1.0"),
        // A proxy has taken off the TLS.
        Sender(origin: "https://localhost", host: "localhost"),
    ]

    @Test(arguments: foreign) func `a page of another origin can neither change nor ask`(sender: Sender) async throws {
        let service = TestService()
        try await service.application().test(.live) { client in
            for request in [
                "POST /upload", "POST /search-by-image", "GET /search-by-text?query=x", "GET /readyz", "GET /x",
            ] {
                let response = try await client.ask(request, sender)
                #expect(response.status == 403, "\(request)")
                #expect(response.body.contains(": (allowedOrigins)"))
            }
            for page in ["/", "/docs", "/docs/", "/docs.js", "/openapi.json", "/healthz"] {
                let open = try await client.ask("GET \(page)", sender).status
                #expect(open < 400)
            }
        }
        #expect(service.model.files.isEmpty && service.model.texts.isEmpty)
    }

    @Test(arguments: own) func `our own page and programs can`(sender: Sender) async throws {
        try await TestService().application().test(.live) { client in
            for request in ["POST /upload", "POST /search-by-image", "GET /search-by-text?query=x", "HEAD /readyz"] {
                let status = try await client.ask(request, sender).status
                #expect(status == 200, "\(request)")
            }
        }
    }

    @Test(arguments: [["https://evil.example"], ["*"]])
    func `a chosen origin can`(origins: Set<String>) async throws {
        let service = TestService(configuration: SearchAPIConfiguration(allowedOrigins: origins))
        try await service.application().test(.live) { client in
            let sender = Sender(origin: "https://evil.example", fetchSite: "cross-site")
            let uploaded = try await client.ask("POST /upload", sender).status
            #expect(uploaded == 200)
            let preflight = try await client.ask("OPTIONS /upload", sender).status
            #expect(preflight == 204)
            let other = Sender(origin: "https://other.example", fetchSite: "cross-site")
            let fromOther = try await client.ask("POST /upload", other).status
            #expect(fromOther == (origins == ["*"] ? 200 : 403))
        }
    }

    @Test(arguments: [
        "evil.example:8000", "localhost.evil.example", "evil.example", "127.0.0.1.evil.example", "[::1", "a b",
    ])
    func `a name that another owns leads nowhere on loopback`(host: String) async throws {
        let service = TestService()
        try await service.application().test(.live) { client in
            let sender = Sender(origin: "http://\(host)", fetchSite: "same-origin", host: host)
            for request in ["POST /upload", "GET /search-by-text?query=x", "GET /docs", "OPTIONS /upload"] {
                let response = try await client.ask(request, sender)
                #expect(response.status == 421)
                #expect(response.body.contains(": (allowedHosts)"))
            }
            let health = try await client.ask("GET /healthz", sender).status
            #expect(health == 200)
            let readiness = try await client.ask("GET /readyz", Sender(host: host)).status
            #expect(readiness == 200)
        }
        #expect(service.model.files.isEmpty && service.model.texts.isEmpty)
    }

    @Test(arguments: [
        (["Pictures.example:443"], "pictures.EXAMPLE", true), (["pictures.example"], "other.example", false),
        (["*"], "any.example", true), (["pictures.example"], "10.0.0.7", true), (["pictures.example"], "", true),
    ])
    func `a chosen name leads here`(names: [String], host: String, isServed: Bool) async throws {
        for listening in ["127.0.0.1", "0.0.0.0"] {
            let service = TestService(configuration: SearchAPIConfiguration(allowedHosts: Set(names)))
            try await service.application(host: listening).test(.live) { client in
                let response = try await client.ask("GET /search-by-text?query=x", Sender(host: host))
                #expect(response.status == (isServed ? 200 : 421))
            }
        }
    }

    @Test(arguments: ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
    func `names are looked at wherever only this machine can reach the server`(listening: String) async throws {
        try await TestService().application(host: listening).test(.live) { client in
            let page = try await client.ask("GET /docs", Sender(host: "any.example")).status
            #expect(page == 421)
        }
    }

    @Test(arguments: ["0.0.0.0", "::", "192.168.1.5", "pictures.example"])
    func `a server that others reach takes any name unless some were chosen`(listening: String) async throws {
        try await TestService().application(host: listening).test(.live) { client in
            let page = try await client.ask("GET /docs", Sender(host: "any.example")).status
            #expect(page == 200)
        }
    }

    @Test func `the refusal of a name repeats little of it`() async throws {
        try await TestService().application().test(.live) { client in
            let response = try await client.ask("GET /docs", Sender(host: String(repeating: "x", count: 50_000)))
            #expect(response.body.utf8.count < 500)
        }
    }
}

/// What came back for one request, over a connection of its own.
private struct RawAnswer {
    let status: Int
    let body: String
}

extension TestClientProtocol {
    /// Sends a method and path, with a form where a form belongs, and the headers of the sender as they are.
    fileprivate func ask(_ request: String, _ sender: OriginTests.Sender) async throws -> RawAnswer {
        let body = request.hasPrefix("POST") ? formBody(FakeDecoder.picture()) : []
        var lines = [
            "\(request) \(sender.version)", "Connection: close", "Content-Length: \(body.count)",
            "Content-Type: multipart/form-data; boundary=line",
        ]
        if let host = sender.host { lines.append("Host: \(host)") }
        if let origin = sender.origin { lines.append("Origin: \(origin)") }
        if let fetchSite = sender.fetchSite { lines.append("Sec-Fetch-Site: \(fetchSite)") }
        let head = lines.joined(separator: "\r\n") + "\r\n\r\n"
        let answer = try await Connection.with(port: try #require(port)) { connection in
            try await connection.send(Array(head.utf8) + body)
            return try await connection.read(until: nil)
        }
        let parts = try #require(answer.firstRange(of: "\r\n\r\n"))
        return RawAnswer(
            status: try #require(Int(answer.split(separator: " ")[1])), body: String(answer[parts.upperBound...]))
    }
}
