import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import SearchHTTP
import Testing

@Suite(.timely) struct RemovalRouteTests {
    private func delete(_ id: String, from service: TestService) async throws -> TestResponse {
        try await service.application().test(.router) { try await $0.execute(uri: "/images/\(id)", method: .delete) }
    }

    @Test func `an upload is deleted with its file, and others hear of it`() async throws {
        let service = TestService()
        _ = try await service.application().test(.router) {
            try await $0.send(FakeDecoder.picture(red: 9), to: "/upload")
        }
        let id = try #require(try await service.search("red").ids.first)
        let follower = try service.activity.follow()
        let response = try await delete(id, from: service)
        #expect(response.status == .noContent && response.body.readableBytes == 0)
        #expect(service.uploads.kept.isEmpty)
        #expect(try await service.store.count() == 0)
        let key = try #require(PictureID(id))
        let news = await follower.news(within: .seconds(600))
        guard case .event(let event)? = news?.first else { throw CancellationError() }
        #expect(event.event == .gone(source: "uploads", count: 1, [key]))
        #expect(try await delete(id, from: service).status == .notFound)
    }

    @Test func `a picture of a folder stays`() async throws {
        let service = TestService()
        try await service.fill(2)
        let response = try await delete("\(TestService.id(0))", from: service)
        #expect(response.status == .conflict)
        #expect(String(buffer: response.body).contains("delete its file in its folder instead"))
        #expect(try await service.store.count() == 2)
    }

    @Test func `a file that cannot be deleted keeps its row`() async throws {
        var service = TestService()
        try await service.fill(1)
        service.uploadError = StoreError(.failed, "no", cause: "/secret")
        #expect(try await delete("\(TestService.id(0))", from: service).status == .internalServerError)
        #expect(try await service.store.count() == 1)
    }

    @Test func `a page of another origin cannot delete`() async throws {
        let service = TestService()
        try await service.fill(1)
        let response = try await service.application().test(.router) { client in
            try await client.execute(
                uri: "/images/\(TestService.id(0))", method: .delete, headers: [.origin: "https://evil.example"])
        }
        #expect(response.status == .forbidden)
        let chosen = TestService(configuration: SearchAPIConfiguration(allowedOrigins: ["https://evil.example"]))
        let preflight = try await chosen.application().test(.router) { client in
            try await client.execute(uri: "/images/x", method: .options, headers: [.origin: "https://evil.example"])
        }
        #expect(preflight.headers[.accessControlAllowMethods]?.contains("DELETE") == true)
    }
}
