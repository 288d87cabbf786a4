import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import Testing

@testable import SearchHTTP

@Suite struct OpenAPITests {
    private func document() async throws -> [String: Any] {
        let response = try await TestService().application().test(.router) { client in
            try await client.execute(uri: "/openapi.json", method: .get)
        }
        #expect(response.headers[.contentType] == "application/json")
        return try #require(JSONSerialization.jsonObject(with: Data(of: response.body)) as? [String: Any])
    }

    @Test func `every route is described, and every description has its route`() async throws {
        let paths = try #require(try await document()["paths"] as? [String: [String: Any]])
        let described = paths.flatMap { path, methods in methods.keys.map { "\($0.uppercased()) \(path)" } }
        #expect(described.sorted() == TestService.endpoints.filter(\.isDescribed).map(\.name).sorted())
    }

    @Test func `the limits are those of the searcher`() async throws {
        let parameters = try await member("components", "parameters", "Limit", "schema")
        #expect(parameters["minimum"] as? Int == Searcher.limits.lowerBound)
        #expect(parameters["maximum"] as? Int == Searcher.limits.upperBound)
        #expect(parameters["default"] as? Int == Searcher.defaultLimit)
    }

    @Test func `every reference leads somewhere`() async throws {
        let document = try await document()
        for reference in references(in: document) {
            var place: Any? = document
            for step in reference.split(separator: "/").dropFirst() { place = (place as? [String: Any])?[String(step)] }
            #expect(place != nil, "\(reference)")
        }
    }

    @Test func `the answers have the members that are described`() async throws {
        let service = TestService()
        let bodies = try await service.application().test(.router) { client in
            let uploaded = try await client.send(FakeDecoder.picture(), to: "/upload").body
            let matches = try await client.execute(uri: "/search-by-text?query=x", method: .get).body
            return (uploaded, matches)
        }
        let uploaded = try JSONSerialization.jsonObject(with: Data(of: bodies.0)) as? [String: Any]
        let matches = try JSONSerialization.jsonObject(with: Data(of: bodies.1)) as? [[String: Any]]
        for (schema, answer) in [("Uploaded", uploaded), ("Match", matches?.first)] {
            let described = try await member("components", "schemas", schema)["required"] as? [String]
            #expect(described?.sorted() == answer?.keys.sorted())
        }
    }

    @Test(arguments: [
        ("/docs", "text/html; charset=utf-8"), ("/docs.css", "text/css; charset=utf-8"),
        ("/docs.js", "text/javascript; charset=utf-8"),
    ])
    func `the page needs nothing from elsewhere`(uri: String, type: String) async throws {
        try await TestService().application().test(.router) { client in
            let response = try await client.execute(uri: uri, method: .get)
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == type)
            #expect(!String(buffer: response.body).contains("://"))
        }
    }

    @Test func `the page names every route`() async throws {
        try await TestService().application().test(.router) { client in
            let page = String(buffer: try await client.execute(uri: "/docs", method: .get).body)
            for endpoint in TestService.endpoints where endpoint.isDescribed { #expect(page.contains(endpoint.name)) }
        }
    }

    private func member(_ path: String...) async throws -> [String: Any] {
        try path.reduce(await document()) { try #require($0[$1] as? [String: Any]) }
    }

    private func references(in value: Any) -> [String] {
        switch value {
        case let object as [String: Any]:
            object.flatMap { name, value in name == "$ref" ? [value as? String ?? ""] : references(in: value) }
        case let list as [Any]: list.flatMap(references)
        default: []
        }
    }
}

extension Endpoint {
    fileprivate var name: String { "\(method) \(path)" }
}

extension TestService {
    fileprivate static var endpoints: [Endpoint] {
        let service = TestService()
        let searcher = Searcher(decoder: service.model, embedder: service.model, store: service.store)
        let uploader = Uploader(
            decoder: service.model, embedder: service.model, store: service.store, uploads: service.uploads)
        return SearchAPI(searcher: searcher, uploader: uploader) {}.endpoints
    }
}
