import HTTPTypes
import Hummingbird
import HummingbirdTesting
import SearchHTTP
import Testing

@Suite struct HeaderTests {
    private let origin = "https://example.org"

    @Test func `no page of another origin may read the answers by default`() async throws {
        try await TestService().application().test(.router) { client in
            let response = try await client.execute(uri: "/healthz", method: .get, headers: [.origin: origin])
            #expect(response.status == .ok)
            #expect(response.headers[.accessControlAllowOrigin] == nil)
            let preflight = try await client.execute(uri: "/upload", method: .options, headers: [.origin: origin])
            #expect(preflight.status == .methodNotAllowed)
        }
    }

    @Test(arguments: [["https://example.org"], ["*"], ["https://example.org", "https://example.com"]])
    func `a chosen origin may`(origins: Set<String>) async throws {
        let service = TestService(configuration: SearchAPIConfiguration(allowedOrigins: origins))
        try await service.application().test(.router) { client in
            for uri in ["/healthz", "/search-by-text", "/nowhere"] {
                let response = try await client.execute(uri: uri, method: .get, headers: [.origin: origin])
                #expect(response.headers[.accessControlAllowOrigin] == origin)
                #expect(response.headers[.vary] == "Origin")
            }
            let preflight = try await client.execute(uri: "/upload", method: .options, headers: [.origin: origin])
            #expect(preflight.status == .noContent)
            #expect(preflight.headers[.accessControlAllowMethods] == "GET, HEAD, POST, PUT, DELETE")
        }
    }

    @Test func `another origin than the chosen may not`() async throws {
        let service = TestService(configuration: SearchAPIConfiguration(allowedOrigins: [origin]))
        try await service.application().test(.router) { client in
            for other in ["https://example.org.evil.net", "null", "http://example.org"] {
                let response = try await client.execute(uri: "/healthz", method: .get, headers: [.origin: other])
                #expect(response.headers[.accessControlAllowOrigin] == nil)
                #expect(response.headers[.vary] == "Origin")
            }
        }
    }

    @Test(arguments: ["/healthz", "/search-by-text", "/nowhere", "/docs", "/openapi.json"])
    func `browsers are told to trust nothing but the type`(uri: String) async throws {
        try await TestService().application().test(.router) { client in
            let response = try await client.execute(uri: uri, method: .get)
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
            #expect(response.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
        }
    }

    @Test func `every answer carries the name of its request`() async throws {
        let name = try #require(HTTPField.Name("X-Request-ID"))
        try await TestService().application().test(.router) { client in
            let first = try await client.execute(uri: "/healthz", method: .get).headers[name]
            let second = try await client.execute(uri: "/nowhere", method: .get).headers[name]
            #expect(first != nil && second != nil && first != second)
        }
    }
}
