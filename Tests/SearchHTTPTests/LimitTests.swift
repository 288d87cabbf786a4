import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearchTesting
import SearchHTTP
import Testing

@Suite struct LimitTests {
    private let picture = FakeDecoder.picture(red: 1, comment: String(repeating: "x", count: 100_000))

    @Test func `a body of just the limit is taken, one byte more is not`() async throws {
        let size = formBody(picture).count
        for (limit, status) in [(size, HTTPResponse.Status.ok), (size - 1, .contentTooLarge)] {
            let service = TestService(configuration: SearchAPIConfiguration(maxBodyBytes: limit))
            try await service.application().test(.router) { client in
                let response = try await client.send(picture, to: "/upload")
                #expect(response.status == status)
            }
        }
    }

    @Test func `a refusal names the limit`() async throws {
        let service = TestService(configuration: SearchAPIConfiguration(maxBodyBytes: 10))
        try await service.application().test(.router) { client in
            let response = try await client.send(picture, to: "/upload")
            #expect(String(buffer: response.body) == #"{"detail":"The body is larger than the limit of 10 bytes."}"#)
        }
    }

    @Test func `bodies above the limit for all of them are asked to come back`() async throws {
        let service = TestService(configuration: SearchAPIConfiguration(maxBufferedBytes: formBody(picture).count))
        let application = service.application()
        try await application.test(.router) { client in
            // One at a time fits, again and again: what a request held is given back.
            for _ in 0..<3 { #expect(try await client.send(picture, to: "/upload").status == .ok) }
            let larger = try await client.send(picture + [0], to: "/upload")
            #expect(larger.status == .serviceUnavailable)
            #expect(larger.headers[.retryAfter] == "5")
            #expect(try await client.send(picture, to: "/upload").status == .ok)
        }
    }

    @Test func `a body that takes too long is given up`() async throws {
        let service = TestService(configuration: SearchAPIConfiguration(bodyTimeout: .zero))
        try await service.application().test(.router) { client in
            let response = try await client.send(picture, to: "/upload")
            #expect(response.status == .requestTimeout)
            #expect(String(buffer: response.body) == #"{"detail":"Request Timeout"}"#)
        }
    }
}
