import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import Testing

/// The search for browsers without scripts.
@Suite(.timely) struct PlainRouteTests {
    private func ask(_ service: TestService, _ uri: String) async throws -> TestResponse {
        try await service.application().test(.router) { try await $0.execute(uri: uri, method: .get) }
    }

    @Test func `results come page by page, with links to them and to those like them`() async throws {
        let service = TestService()
        try await service.fill(130)
        var (uri, seen): (String?, Set<String>) = ("/plain?q=red", [])
        for count in [60, 60, 10] {
            let response = try await ask(service, try #require(uri))
            let page = String(buffer: response.body)
            #expect(response.status == .ok && response.headers[.contentType] == "text/html; charset=utf-8")
            #expect(!page.contains("<script") && !page.contains("<!--"))
            let ids = page.matches(of: #/<img src="images\/([0-9a-f-]+)\/thumbnail/#).map { String($0.output.1) }
            #expect(ids.count == count && seen.isDisjoint(with: ids))
            #expect(ids.allSatisfy { page.contains("href=\"plain?q=id:\($0)\"") })
            seen.formUnion(ids)
            uri = page.firstMatch(of: #/rel="next" href="([^"]+)"/#).map {
                "/" + $0.output.1.replacing("&amp;", with: "&")
            }
        }
        #expect(uri == nil)
    }

    @Test func `what was typed and what files are called is text, whatever it holds`() async throws {
        let service = TestService()
        let odd = "<script>alert('x')</script>\"&\n.jpg"
        try await service.store.save([
            Picture(
                file: PictureFile(location: PictureLocation(source: "s", path: odd), size: 1, modified: 1),
                content: ContentHash(of: [1]), embedding: try Embedding(normalizing: [1, 0, 0, 0]), facts: nil)
        ])
        let query = try #require(
            "x\"><script>alert(1)</script><!-- content --> tpye:x".addingPercentEncoding(
                withAllowedCharacters: .alphanumerics))
        let page = String(buffer: try await ask(service, "/plain?q=\(query)").body)
        #expect(!page.contains("<script") && !page.contains("alert('x')"))
        #expect(page.contains("alt=\"s/&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;\n.jpg\""))
        #expect(page.contains("value=\"x&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(page.contains("tpye: is no filter"))
    }

    @Test func `likely ones stand before others`() async throws {
        let service = TestService(scorer: NamingScorer(band: .maybe))
        try await service.fill(3)
        let page = String(buffer: try await ask(service, "/plain?q=red").body)
        #expect(page.contains("Nothing is likely to be it") && page.contains("<h2>Perhaps</h2>"))
        let likely = TestService(scorer: NamingScorer())
        try await likely.fill(3)
        #expect(String(buffer: try await ask(likely, "/plain?q=red").body).contains("<h2>Likely</h2>"))
        let all = String(buffer: try await ask(likely, "/plain").body)
        #expect(!all.contains("<h2>") && all.contains("3 pictures"))
    }

    @Test(arguments: [
        ("width:abc", 422, "width:abc"), ("cat%20-", 422, "(behind 4 characters)"), ("picture:x", 422, "did not come"),
        ("id:5f0c1a2b-3c4d-5e6f-8091-a2b3c4d5e6f7", 404, "there is no picture with the id"),
        ("x&cursor=y", 422, "cursor"),
    ])
    func `what is wrong is told in words, with its status`(query: String, status: Int, words: String) async throws {
        let response = try await ask(TestService(), "/plain?q=\(query)")
        #expect(response.status.code == status)
        let page = String(buffer: response.body)
        #expect(page.contains("role=\"alert\"") && page.contains(words), "\(page)")
    }

    @Test func `a database that is away, and an empty one, are told`() async throws {
        var service = TestService()
        service.faultyStore = FaultyStore(error: StoreError(.unavailable, "the database does not answer"))
        let response = try await ask(service, "/plain?q=x")
        #expect(response.status == .serviceUnavailable && response.headers[.retryAfter] != nil)
        #expect(String(buffer: response.body).contains("role=\"alert\""))
        let empty = try await ask(TestService(), "/plain")
        #expect(empty.status == .ok && String(buffer: empty.body).contains("imagesearch index FOLDER"))
    }
}
