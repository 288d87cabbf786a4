import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import SearchHTTP
import Testing

@Suite struct RouteTests {
    private let red = FakeDecoder.picture(red: 200)
    private let blue = FakeDecoder.picture(blue: 200)

    @Test func `an uploaded picture is kept and found by words and by picture`() async throws {
        let service = TestService()
        try await service.application().test(.router) { client in
            let uploaded = try await client.send(red, to: "/upload", fileName: "été/\\\"1\\\".jpg")
            #expect(uploaded.status == .ok)
            let answer = try members(uploaded)
            #expect(answer["message"] as? String == "Image uploaded successfully")
            #expect(answer["filename"] as? String == "été/\"1\".jpg")
            #expect(service.uploads.kept.count == 1)
            _ = try await client.send(blue, to: "/upload")

            let byText = try await client.execute(uri: "/search-by-text?query=red&limit=1", method: .get)
            let byImage = try await client.send(red, to: "/search-by-image?limit=1")
            for response in [byText, byImage] {
                let matches = try #require(
                    JSONSerialization.jsonObject(with: Data(of: response.body)) as? [[String: Any]])
                #expect(matches.map { $0["path"] as? String } == [answer["path"] as? String])
                #expect(try #require(matches[0]["distance"] as? Double) < 0.001)
            }
        }
    }

    @Test func `a search for nothing stored answers an empty list`() async throws {
        try await TestService().application().test(.router) { client in
            let response = try await client.execute(uri: "/search-by-text?query=x", method: .get)
            #expect(String(buffer: response.body) == "[]")
        }
    }

    @Test func `five matches come back when nothing is said`() async throws {
        let service = TestService()
        try await service.fill(10)
        try await service.application().test(.router) { client in
            let response = try await client.execute(uri: "/search-by-text?query=x", method: .get)
            let matches = try JSONSerialization.jsonObject(with: Data(of: response.body)) as? [Any]
            #expect(matches?.count == Page.defaultLimit)
        }
    }

    @Test func `a search by picture keeps nothing`() async throws {
        let service = TestService()
        try await service.application().test(.router) { client in _ = try await client.send(red, to: "/search-by-image")
        }
        #expect(service.uploads.kept.isEmpty)
        #expect(try await service.store.count() == 0)
    }

    @Test(arguments: ["/upload", "/search-by-image"])
    func `what is no picture is refused and not kept`(route: String) async throws {
        let service = TestService()
        try await service.application().test(.router) { client in
            let response = try await client.send(Array("<html>".utf8), to: route)
            #expect(response.status == .unsupportedMediaType)
            #expect(String(buffer: response.body) == #"{"detail":"not a picture: no format that is read"}"#)
        }
        #expect(service.uploads.kept.isEmpty)
        #expect(try await service.store.count() == 0)
    }

    @Test func `a long query is taken`() async throws {
        let service = TestService()
        try await service.application().test(.router) { client in
            let query = String(repeating: "%F0%9F%8C%B3", count: 10_000)
            let response = try await client.execute(uri: "/search-by-text?query=\(query)", method: .get)
            #expect(response.status == .ok)
        }
        #expect(service.model.texts == [String(repeating: "🌳", count: 10_000)])
    }

    @Test func `fifty searches at once all get their own answer`() async throws {
        let service = TestService()
        try await service.fill(100)
        try await service.application().test(.router) { client in
            try await withThrowingTaskGroup(of: (asked: Int, got: Int?).self) { group in
                for limit in 1...50 {
                    group.addTask {
                        let uri = "/search-by-text?query=red&limit=\(limit)"
                        let response = try await client.execute(uri: uri, method: .get)
                        let matches = try JSONSerialization.jsonObject(with: Data(of: response.body)) as? [Any]
                        return (limit, matches?.count)
                    }
                }
                for try await answer in group { #expect(answer.asked == answer.got) }
            }
        }
    }

    @Test func `the process is alive even when it is not ready`() async throws {
        var service = TestService()
        service.readinessError = StoreError(
            .unavailable, "the database cannot be reached", hint: .databaseRunning, cause: "host db.internal")
        try await service.application().test(.router) { client in
            let health = try await client.execute(uri: "/healthz", method: .get)
            #expect(health.status == .ok)
            let readiness = try await client.execute(uri: "/readyz", method: .get)
            #expect(readiness.status == .serviceUnavailable)
            let detail = "the database cannot be reached: (databaseRunning)"
            #expect(String(buffer: readiness.body) == #"{"detail":"\#(detail)"}"#)
            #expect(readiness.headers[.retryAfter] == "5")
        }
    }

    @Test func `a ready server says so`() async throws {
        try await TestService().application().test(.router) { client in
            let response = try await client.execute(uri: "/readyz", method: .get)
            #expect(response.status == .ok)
            #expect(String(buffer: response.body) == #"{"status":"ready"}"#)
        }
    }

    @Test(arguments: ["/healthz/", "//healthz", "/healthz?x=1"])
    func `slashes too many do no harm`(uri: String) async throws {
        try await TestService().application().test(.router) { client in
            let get = try await client.execute(uri: uri, method: .get)
            #expect(get.status == .ok)
            let post = try await client.execute(uri: uri, method: .post)
            #expect(post.status == .methodNotAllowed)
        }
    }

    @Test func `the documentation with a slash too many leads to the one without`() async throws {
        try await TestService().application().test(.router) { client in
            let response = try await client.execute(uri: "/docs/", method: .get)
            #expect(response.status == .temporaryRedirect)
            #expect(response.headers[.location] == "../docs")
        }
    }

    private func members(_ response: TestResponse) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(of: response.body)) as? [String: Any])
    }
}
