import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import Testing

@Suite struct LibraryRouteTests {
    private func ask(_ service: TestService, _ uri: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await service.application().test(.router) { try await $0.execute(uri: uri, method: .get, headers: headers) }
    }

    @Test func `a thumbnail is made once, and sent again only when it has changed`() async throws {
        let service = TestService()
        try await service.fill(3)
        let (uri, content) = ("/images/\(TestService.id(2))/thumbnail", ContentHash(of: Array("2".utf8)))
        for (size, more) in [(256, ""), (256, "?size=256"), (1024, "?size=1024")] {
            let response = try await ask(service, uri + more)
            #expect(response.status == .ok && response.headers[.contentType] == "image/webp")
            #expect(String(buffer: response.body) == "\(size):2")
            #expect(response.headers[.eTag] == "\"\(content)-\(size)\"")
            #expect(response.headers[.cacheControl] == "private, no-cache")
        }
        #expect(service.thumbnails.count == 2)
        let named = try await ask(service, "\(uri)?v=\(content.description.prefix(16))")
        #expect(named.headers[.cacheControl] == "private, max-age=31536000, immutable")
        let same = try await ask(service, uri, [.ifNoneMatch: "\"\(content)-256\""])
        #expect(same.status == .notModified && same.body.readableBytes == 0 && same.headers[.contentLength] == nil)
        let other = try await ask(service, "\(uri)?size=1024", [.ifNoneMatch: "\"\(content)-256\""])
        #expect(other.status == .ok)
        #expect(try await ask(service, "\(uri)?size=300").status == .unprocessableContent)
    }

    @Test func `copies are listed with all that is known of them, part by part`() async throws {
        let service = TestService()
        let embedding = try Embedding(normalizing: [1, 2, 3, 4])
        try await service.store.save(
            (0..<6).map { number in
                Picture(
                    file: PictureFile(
                        location: PictureLocation(source: "s", path: "\(number).jpg"), size: 1, modified: 1),
                    content: ContentHash(of: [UInt8(number / 2)]), embedding: embedding, facts: nil)
            })
        let first = String(buffer: try await ask(service, "/duplicates?level=content&limit=2").body)
        #expect(first.components(separatedBy: "\"path\"").count == 5)
        let cursor = try #require(first.firstMatch(of: #/"next":"([0-9a-f]+)"/#)?.output.1)
        let last = String(buffer: try await ask(service, "/duplicates?level=content&limit=2&cursor=\(cursor)").body)
        #expect(last.components(separatedBy: "\"path\"").count == 3 && last.contains("\"next\":null"))
        let other = try await ask(service, "/duplicates?level=picture&cursor=\(cursor)")
        #expect(other.status == .unprocessableContent)
        #expect(String(buffer: other.body).contains(#""loc":["query","cursor"]"#))
    }

    @Test func `what is stored is told, and values are suggested`() async throws {
        let service = TestService()
        try await service.fill(4)
        let members = try await service.members("/stats")
        #expect(members["pictures"] as? Int == 4)
        #expect((members["model"] as? [String: Any])?["name"] as? String == service.model.model.name)
        let sources = String(buffer: try await ask(service, "/suggest?kind=source&prefix=data").body)
        #expect(sources == #"[{"value":"data/test_images","pictures":4}]"#)
        #expect(try await ask(service, "/suggest?kind=colour").status == .unprocessableContent)
        #expect(try await ask(service, "/suggest").status == .unprocessableContent)
    }

    @Test func `a hit tells why it was found when asked`() async throws {
        let service = TestService()
        try await service.fill(3)
        let plain = String(buffer: try await ask(service, "/search?q=red%20-%20blue").body)
        #expect(!plain.contains("explanation"))
        let explained = String(buffer: try await ask(service, "/search?q=red%20-%20blue&explain=true").body)
        #expect(explained.contains(#""explanation":{"terms":[{"term":"red","contribution":"#))
        #expect(explained.contains(#"{"term":"- blue","contribution":"#))
        let filtered = "/search?q=name:jpg%20in:none%20in:data%20-fav&explain=true"
        let met = String(buffer: try await ask(service, filtered).body)
        #expect(met.contains(#""explanation":{"terms":[],"conditions":["in:data","name:jpg","-fav"]"#), "\(met)")
        #expect(try await ask(service, "/search?q=x&explain=1").status == .unprocessableContent)
    }
}
