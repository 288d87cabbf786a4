import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import NIOCore
import Testing

@testable import SearchHTTP

/// A refusal as FastAPI writes it.
private struct Refusal: Decodable {
    struct Fault: Decodable { let input: String }
    let detail: [Fault]
}

@Suite(.timely) struct LimitTests {
    /// The most that an allocator adds to what is asked for: it rounds large pieces up to pages.
    private let rounding = 17 << 10
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
            #expect(body.bytes.capacity <= body.reserved + rounding)
            most = body.bytes.count
        }
        // 512 KB are held, and a step to 1 MB needs both at once.
        #expect(most == 512 << 10)
        body.release()
        #expect(throws: Never.self) { try budget.reserve(1 << 20) }
    }

    @Test func `of a declared length counts what has come, and no memory is asked for before a sixteenth of it`() throws
    {
        let (least, length) = (64 << 10, 4 << 20)
        // What is held while the first sixteenth moves fits as well.
        let budget = ByteBudget(limit: length)
        var body = BodyBuffer(declared: length, limit: length, budget: budget)
        var capacities: Set<Int> = []
        while body.bytes.count < length {
            try body.append(ByteBuffer(repeating: 1, count: 32 << 10))
            let slack = body.bytes.count > length / 16 ? least : length / 16
            #expect(body.reserved >= body.bytes.count && body.reserved <= body.bytes.count + slack)
            #expect(body.bytes.capacity <= max(least, 16 * body.bytes.count) + rounding)
            capacities.insert(body.bytes.capacity)
        }
        #expect(capacities.count <= 4)
        #expect(body.reserved == length)
        #expect(throws: Overloaded.self) { try budget.reserve(1) }
        body.release()
        #expect(throws: Never.self) { try budget.reserve(length) }
    }

    @Test func `a client that only declares a large body keeps nobody out`() throws {
        let budget = ByteBudget(limit: 1 << 20)
        var bodies = (0..<8).map { _ in BodyBuffer(declared: 1 << 20, limit: 1 << 20, budget: budget) }
        for index in bodies.indices { try bodies[index].append(ByteBuffer(repeating: 1, count: 1000)) }
        #expect(bodies.allSatisfy { $0.reserved <= 64 << 10 })
    }

    @Test func `a large form is taken apart as a small one`() async throws {
        let large = FakeDecoder.picture(red: 1, comment: String(repeating: "\r\n--lin", count: 300_000))
        let service = TestService()
        try await service.application().test(.router) { client in
            #expect(try await client.send(large, to: "/upload").status == .ok)
            let broken = try await client.execute(
                uri: "/upload", method: .post, headers: [.contentType: "multipart/form-data; boundary=line"],
                body: ByteBuffer(bytes: formBody(large).dropLast(4)))
            #expect(broken.status == .badRequest)
        }
        #expect(service.model.files == [large])
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
