import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import SearchHTTP
import Testing

@Suite(.timely) struct EventRouteTests {
    private static let request = "GET /events HTTP/1.1\r\nHost: localhost\r\n"
    private static let ids = [PictureID(PictureLocation(source: "s", path: "a.jpg"))]

    private func withEvents(
        _ service: TestService, headers: String = "", first: String? = "retry: 3000\n\n\r\n",
        _ use: @Sendable (inout Connection) async throws -> Void
    ) async throws {
        try await service.application().test(.live) { client in
            try await Connection.with(port: try #require(client.port)) { connection in
                try await connection.send("\(Self.request)\(headers)\r\n")
                if let first { _ = try await connection.read(until: first) }
                try await use(&connection)
            }
        }
    }

    @Test func `events come as they happen, with their ids`() async throws {
        let service = TestService()
        try await withEvents(service) { connection in
            service.activity.report(.added(source: "s", Self.ids))
            let added = try await connection.read(until: "\n\n\r\n")
            #expect(
                added.contains("event: added\ndata: {\"source\":\"s\",\"count\":1,\"ids\":[\"\(Self.ids[0])\"]}\n\n"))
            #expect(added.contains("id: \(String(service.activity.epoch, radix: 16))-1\n"))
            service.activity.report(.gone(source: "s", count: 3, []))
            let gone = try await connection.read(until: "\n\n\r\n")
            #expect(gone.contains("event: gone\ndata: {\"source\":\"s\",\"count\":3,\"ids\":[]}\n\n"))
        }
    }

    @Test func `an upload is told of`() async throws {
        let service = TestService()
        try await service.application().test(.live) { client in
            try await Connection.with(port: try #require(client.port)) { connection in
                try await connection.send("\(Self.request)\r\n")
                _ = try await connection.read(until: "retry: 3000\n\n\r\n")
                _ = try await client.send(FakeDecoder.picture(red: 3), to: "/upload")
                let added = try await connection.read(until: "\n\n\r\n")
                #expect(added.contains("event: added"))
            }
        }
    }

    @Test func `a quiet stream shows that it lives`() async throws {
        let service = TestService(configuration: SearchAPIConfiguration(heartbeat: .milliseconds(50)))
        try await withEvents(service) { connection in
            for _ in 0..<3 {
                let sign = try await connection.read(until: "\n\n\r\n")
                #expect(sign.hasSuffix(":\n\n\r\n"))
            }
        }
    }

    @Test func `who comes again hears what was missed`() async throws {
        let service = TestService()
        for count in 1...3 { service.activity.report(.gone(source: "s", count: count, [])) }
        let epoch = String(service.activity.epoch, radix: 16)
        try await withEvents(service, headers: "Last-Event-ID: \(epoch)-1\r\n", first: nil) { connection in
            let missed = try await connection.read(until: "\"count\":3,\"ids\":[]}\n\n\r\n")
            #expect(
                missed.contains("\"count\":2") && !missed.contains("\"count\":1") && !missed.contains("event: missed"))
        }
        try await withEvents(service, headers: "Last-Event-ID: 1-77\r\n", first: nil) { connection in
            let missed = try await connection.read(until: "data: {}\n\n\r\n")
            #expect(missed.contains("event: missed\ndata: {}\n\n"))
        }
    }

    @Test func `streams end at once when the server does`() async throws {
        let service = TestService()
        try await withEvents(service) { connection in
            service.activity.close()
            let end = try await connection.read(until: "0\r\n\r\n")
            #expect(end.hasSuffix("0\r\n\r\n"))
        }
    }

    @Test func `whoever has gone follows no more`() async throws {
        let service = TestService(configuration: SearchAPIConfiguration(heartbeat: .seconds(600)))
        try await service.application().test(.live) { client in
            try await Connection.with(port: try #require(client.port)) { connection in
                try await connection.send("\(Self.request)\r\n")
                _ = try await connection.read(until: "retry: 3000\n\n\r\n")
                #expect(service.activity.followers == 1)
            }
            while service.activity.followers > 0 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    @Test func `so many can follow, and the next is asked to come later`() async throws {
        let service = TestService()
        let followers = try (0..<Activity.followerLimit).map { _ in try service.activity.follow() }
        defer { withExtendedLifetime(followers) {} }
        let refused = try await service.application().test(.router) { client in
            try await client.execute(uri: "/events", method: .get)
        }
        #expect(refused.status == .serviceUnavailable && refused.headers[.retryAfter] == "5")
    }

    @Test func `HEAD follows nothing`() async throws {
        let service = TestService()
        let response = try await service.application().test(.router) { client in
            try await client.execute(uri: "/events", method: .head)
        }
        #expect(response.status == .ok && response.headers[.contentType] == "text/event-stream")
        while service.activity.followers > 0 { try await Task.sleep(for: .milliseconds(5)) }
    }
}

@Suite struct EmbedRouteTests {
    @Test func `vectors are those that searches compare, in the order of what was sent`() async throws {
        let service = TestService()
        let red = FakeDecoder.picture(red: 200)
        let embedder = FakeEmbedder()
        let (json, form) = try await service.application().test(.router) { client in
            let json = try await client.execute(
                uri: "/embed", method: .post, body: ByteBuffer(string: #"{"texts": ["red", "blue"]}"#))
            let fields: [(name: String, bytes: [UInt8], isFile: Bool)] = [
                ("text", Array("red".utf8), false), ("picture", red, true), ("text", Array("blue".utf8), false),
            ]
            let form = try await client.execute(
                uri: "/embed", method: .post, headers: [.contentType: "multipart/form-data; boundary=line"],
                body: ByteBuffer(bytes: formBody(fields)))
            return (String(buffer: json.body), String(buffer: form.body))
        }
        let texts = [try await embedder.embed("red"), try await embedder.embed("blue")]
        let written = texts.map { "[" + $0.values.map { "\(Double("\($0)") ?? 0)" }.joined(separator: ",") + "]" }
        #expect(json.contains(#""texts":[\#(written.joined(separator: ","))],"pictures":[]"#), "\(json)")
        #expect(form.contains(#""texts":[\#(written.joined(separator: ","))],"pictures":[["#), "\(form)")
        #expect(
            json.contains(#""dimensions":\#(embedder.model.dimensions)"#) && json.contains(embedder.model.fingerprint))
    }

    @Test func `what is no picture is refused`() async throws {
        let response = try await TestService().application().test(.router) { client in
            let body = formBody([("picture", Array("<html>".utf8), true)])
            return try await client.execute(
                uri: "/embed", method: .post, headers: [.contentType: "multipart/form-data; boundary=line"],
                body: ByteBuffer(bytes: body))
        }
        #expect(response.status == .unsupportedMediaType)
    }
}
