import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearchTesting
import NIOCore
import Testing

@testable import SearchHTTP

/// A refusal as FastAPI writes it.
private struct Refusal: Decodable {
    struct Fault: Decodable { let input: String }
    let detail: [Fault]
}

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

    /// A text where a file belongs, such as curl's `-F 'file=<zeros'`.
    @Test(arguments: [("x", 1), ("\u{0}", 6), ("é", 1)])
    func `a refusal repeats little of a field`(character: String, growth: Int) async throws {
        let text = "a" + String(repeating: character, count: 1_000_000)
        let body = "--line\r\nContent-Disposition: form-data; name=file\r\n\r\n\(text)\r\n--line--\r\n"
        try await TestService().application().test(.router) { client in
            let response = try await client.execute(
                uri: "/upload", method: .post, headers: [.contentType: "multipart/form-data; boundary=line"],
                body: ByteBuffer(string: body))
            #expect(response.status == .unprocessableContent)
            #expect(response.body.readableBytes < 300 + 256 * growth)
            let fault = try #require(try JSONDecoder().decode(Refusal.self, from: Data(of: response.body)).detail.first)
            #expect((253...256).contains(fault.input.utf8.count))
            #expect(text.hasPrefix(fault.input))
        }
    }

    @Test(arguments: ["limit=", "query=x&limit=", "query="])
    func `a refusal repeats little of a query`(parameter: String) async throws {
        let value = String(repeating: "%20", count: 10_000)
        try await TestService().application().test(.router) { client in
            let response = try await client.execute(uri: "/search-by-text?\(parameter)\(value)", method: .get)
            #expect(response.status == .unprocessableContent)
            #expect(response.body.readableBytes < 800)
        }
    }

    @Test func `the whole memory of a body counts, also while it grows`() throws {
        let budget = ByteBudget(limit: 1 << 20)
        var body = BodyBuffer(declared: nil, limit: 1 << 20, budget: budget)
        let chunk = ByteBuffer(repeating: 1, count: 32 << 10)
        var most = 0
        while true {
            do { try body.append(chunk) } catch { break }
            #expect(body.bytes.capacity <= body.reserved + 64)
            most = body.bytes.count
        }
        // 512 KB are held, and a step to 1 MB needs both at once.
        #expect(most == 512 << 10)
        body.release()
        #expect(throws: Never.self) { try budget.reserve(1 << 20) }
    }

    @Test func `a declared length is taken in few steps, and never before a quarter of it has come`() throws {
        let budget = ByteBudget(limit: 15 << 17)
        var body = BodyBuffer(declared: 10 << 17, limit: 10 << 17, budget: budget)
        for number in 0..<20 {
            try body.append(ByteBuffer(repeating: 1, count: 64 << 10))
            #expect(body.reserved <= max(64 << 10, 4 * (number + 1) << 16))
        }
        #expect(body.reserved == 10 << 17)
        #expect(body.bytes.count == 10 << 17)
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
