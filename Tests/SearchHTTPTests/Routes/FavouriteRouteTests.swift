import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import Testing

/// What people mark and save.
@Suite(.timely) struct FavouriteRouteTests {
    private func ask(
        _ service: TestService, _ method: HTTPRequest.Method, _ uri: String, body: String? = nil
    ) async throws -> TestResponse {
        try await service.application().test(.router) { client in
            try await client.execute(
                uri: uri, method: method, headers: body == nil ? [:] : [.contentType: "application/json"],
                body: body.map { ByteBuffer(string: $0) })
        }
    }

    @Test func `a picture is marked and unmarked, as often as one likes`() async throws {
        let service = TestService()
        try await service.fill(4)
        let uri = "/favourites/\(TestService.id(2))"
        for _ in 0..<2 {
            let response = try await ask(service, .put, uri)
            #expect(response.status == .noContent && response.body.readableBytes == 0)
        }
        for list in ["/favourites", "/images?q=fav", "/search?q=fav", "/search?q=red%20fav"] {
            let body = String(buffer: try await ask(service, .get, list).body)
            #expect(
                body.components(separatedBy: "\"id\"").count == 2 && body.contains("\(TestService.id(2))"), "\(list)")
            #expect(body.contains("\"favourite\":true"))
        }
        #expect(try await service.members("/stats")["favourites"] as? Int == 1)
        #expect(try await service.members("/images/\(TestService.id(2))")["favourite"] as? Bool == true)
        #expect(try await service.members("/images/\(TestService.id(1))")["favourite"] as? Bool == false)
        for _ in 0..<2 { #expect(try await ask(service, .delete, uri).status == .noContent) }
        #expect(String(buffer: try await ask(service, .get, "/favourites").body).contains("\"matches\":[]"))
    }

    @Test func `favourites come page by page`() async throws {
        let service = TestService()
        try await service.fill(5)
        for number in 0..<5 { _ = try await ask(service, .put, "/favourites/\(TestService.id(number))") }
        let first = try await service.members("/favourites?limit=3")
        #expect((first["matches"] as? [Any])?.count == 3)
        let next = try #require(first["next"] as? String)
        let last = try await service.members("/favourites?limit=3&cursor=\(next)")
        #expect((last["matches"] as? [Any])?.count == 2 && last["next"] is NSNull)
    }

    @Test(arguments: [HTTPRequest.Method.put, .delete])
    func `an unknown picture and a wrong id are told apart`(method: HTTPRequest.Method) async throws {
        let service = TestService()
        try await service.fill(1)
        #expect(try await ask(service, method, "/favourites/\(TestService.id(7))").status == .notFound)
        #expect(try await ask(service, method, "/favourites/x").status == .unprocessableContent)
    }

    @Test(arguments: ["trees", "été / 木 & \"x\"", "a+b?c#d%", ".x", "\u{202e}x", String(repeating: "木", count: 100)])
    func `a query is saved under any name`(name: String) async throws {
        let service = TestService()
        let uri = "/saved-searches/\(try #require(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics)))"
        let saved = try await ask(service, .put, uri, body: #"{"query": "+ cat  type:JPG"}"#)
        #expect(saved.status == .ok)
        let one = try #require(JSONSerialization.jsonObject(with: Data(of: saved.body)) as? [String: String])
        #expect(one == ["name": name, "query": "cat type:jpeg", "saved": "1970-01-01T00:00:00Z"])
        let list = try await ask(service, .get, "/saved-searches").body
        let all = try JSONSerialization.jsonObject(with: Data(of: list))
        #expect(all as? [[String: String]] == [one])
        for _ in 0..<2 { #expect(try await ask(service, .delete, uri).status == .noContent) }
        #expect(String(buffer: try await ask(service, .get, "/saved-searches").body) == "[]")
    }

    @Test(arguments: [
        ("x", #"{"query": "width:abc"}"#, #""loc":["body","query"],"msg":"width:abc"#), ("x", "{}", "missing"),
        ("x", #"{"query": 5}"#, "string_type"), ("x", "[]", "dict_type"), ("x", "", "missing"),
        ("x", #"{"query": "a", "name": "b"}"#, "extra_forbidden"),
        ("x", #"{"query": "a", "query": "b"}"#, "extra_forbidden"),
        ("%20", #"{"query": "a"}"#, #""loc":["path","name"]"#),
        ("a%00b", #"{"query": "a"}"#, #""loc":["path","name"]"#),
        (String(repeating: "x", count: 101), #"{"query": "a"}"#, "string_too_long"),
    ])
    func `what cannot be saved is refused in words`(name: String, body: String, expected: String) async throws {
        let response = try await ask(TestService(), .put, "/saved-searches/\(name)", body: body)
        #expect(response.status == .unprocessableContent)
        #expect(String(buffer: response.body).contains(expected), "\(String(buffer: response.body))")
    }

    @Test func `no more searches are saved than may be`() async throws {
        let service = TestService()
        for number in 0..<SavedSearch.limit { _ = try await service.store.saveSearch("x", as: "\(number)") }
        let full = try await ask(service, .put, "/saved-searches/more", body: #"{"query": "a"}"#)
        #expect(full.status == .conflict && String(buffer: full.body).contains("delete one first"))
        #expect(try await ask(service, .put, "/saved-searches/7", body: #"{"query": "a"}"#).status == .ok)
    }
}
