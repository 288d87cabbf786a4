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
        #expect(described.sorted() == TestService.endpoints.filter { $0.description != nil }.map(\.name).sorted())
    }

    /// Each bound of the document is asked of the running router, from both sides.
    @Test func `numbers have the bounds and the default that the document names`() async throws {
        let service = try await TestService.described()
        for operation in try await operations() {
            for parameter in operation.parameters {
                let schema = try #require(parameter["schema"] as? [String: Any])
                guard schema["type"] as? String == "integer" else { continue }
                let name = try #require(parameter["name"] as? String)
                for (value, isTaken) in try values(of: schema) {
                    let response = try await service.send(operation, [name: "\(value)"])
                    #expect(response.status == (isTaken ? .ok : .unprocessableContent), "\(operation.name) \(value)")
                }
                guard let standard = schema["default"] as? Int, schema["enum"] == nil else { continue }
                let response = try await service.send(operation, [:])
                #expect(try count(response) == standard, "\(operation.name)")
            }
        }
    }

    /// Numbers on both sides of what is allowed.
    private func values(of schema: [String: Any]) throws -> [(Int, Bool)] {
        if let choices = schema["enum"] as? [Int] { return choices.flatMap { [($0, true), ($0 + 1, false)] } }
        let least = try #require(schema["minimum"] as? Int)
        let most = try #require(schema["maximum"] as? Int)
        return [(least - 1, false), (least, true), (most, true), (most + 1, false)]
    }

    /// How many matches, groups or values came back.
    private func count(_ response: TestResponse) throws -> Int? {
        let answer = try JSONSerialization.jsonObject(with: Data(of: response.body))
        let members = answer as? [String: Any]
        let lists = ["matches", "groups", "problems"].compactMap { members?[$0] as? [Any] }
        return (lists.first ?? answer as? [Any])?.count
    }

    @Test func `what the document requires is required, and nothing else`() async throws {
        for operation in try await operations() {
            let complete = try await TestService.described().send(operation, [:])
            #expect(complete.status.kind == .successful, "\(operation.name)")
            let required = operation.parameters.filter {
                $0["required"] as? Bool == true && $0["in"] as? String != "path"
            }
            for parameter in required {
                let name = try #require(parameter["name"] as? String)
                let response = try await TestService.described().send(operation, [name: nil])
                #expect(String(buffer: response.body).contains(#""loc":["query","\#(name)"]"#))
            }
            if operation.example != nil {
                let response = try await TestService.described().send(operation, ["body": nil])
                #expect(
                    String(buffer: response.body).contains(#""type":"missing","loc":["body"]"#), "\(operation.name)")
            }
            guard let field = operation.field else { continue }
            let response = try await TestService.described().send(operation, [field: nil])
            #expect(String(buffer: response.body).contains(#""loc":["body","\#(field)"]"#))
        }
    }

    /// The parameters that the handlers read are those of the declarations; the document must have them all.
    @Test func `every parameter of every route is in the document`() async throws {
        let operations = try await operations()
        for endpoint in TestService.endpoints {
            guard let description = endpoint.description else { continue }
            let operation = try #require(operations.first { $0.name == endpoint.name })
            let besides = operation.parameters.compactMap { $0["name"] as? String }
            let declared = description.parameters.filter { $0.contents == nil }
            #expect(besides + [operation.field].compactMap(\.self) == declared.map(\.name))
            #expect((operation.example != nil) == description.parameters.contains { $0.contents != nil })
            let statuses = description.answer.all.map(\.status) + description.errors.map(\.status)
            #expect(operation.statuses == statuses.sorted())
        }
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
            for endpoint in TestService.endpoints where endpoint.description != nil {
                #expect(page.contains(endpoint.name))
            }
        }
    }

    /// The routes as the document describes them.
    private func operations() async throws -> [Operation] {
        let paths = try #require(try await document()["paths"] as? [String: [String: [String: Any]]])
        return paths.flatMap { path, methods in
            methods.map { Operation(method: $0.uppercased(), path: path, description: $1) }
        }
    }

    @Test func `the page has a field for every parameter, with its bounds`() async throws {
        let page = try await TestService().application().test(.router) { client in
            String(buffer: try await client.execute(uri: "/docs", method: .get).body)
        }
        for operation in try await operations() {
            let sections = page.components(separatedBy: "<section ")
            let page = try #require(
                sections.first { section in
                    ["<", "?"].contains { section.contains("<code>\(operation.name)\($0)") }
                }, "\(operation.name)")
            #expect(page.contains("<form action=\"\(operation.path.dropFirst())\""))
            for parameter in operation.parameters {
                let name = try #require(parameter["name"] as? String)
                let schema = try #require(parameter["schema"] as? [String: Any])
                let bounds = [("min", "minimum"), ("max", "maximum"), ("value", "default")].compactMap {
                    attribute, member in
                    // A default that is true or false would pass for a number here.
                    schema["type"] as? String == "boolean"
                        ? nil : (schema[member] as? Int).map { " \(attribute)=\"\($0)\"" }
                }
                let input = try #require(page.split(separator: "<input ").first { $0.hasPrefix("name=\"\(name)\"") })
                #expect(bounds.allSatisfy { input.contains($0) }, "\(name)")
            }
            if let field = operation.field { #expect(page.contains("<input name=\"\(field)\" type=\"file\"")) }
            if operation.example != nil { #expect(page.contains("<textarea ")) }
        }
        for status in try await operations().flatMap(\.statuses) where status >= 400 {
            #expect(page.contains("<td>\(status)</td>"))
        }
        #expect(!page.contains("<!--"))
    }

    @Test func `docs/http.md names every route, its bounds and its statuses`() throws {
        let project = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let text = try String(contentsOf: project.appending(path: "docs/http.md"), encoding: .utf8)
        for endpoint in TestService.endpoints {
            guard let description = endpoint.description else { continue }
            let row = text.split(separator: "\n").first { row in
                ["`", "?"].contains { row.hasPrefix("| `\(endpoint.name)\($0)") }
            }
            let cell = try #require(row, "\(endpoint.name)")
            for parameter in description.parameters {
                let bounds = ["minimum", "maximum", "default"].compactMap { parameter.schema[$0]?.text }
                let range = bounds.count == 3 ? "=<\(bounds[0]) to \(bounds[1]), \(bounds[2])>" : ""
                #expect(cell.contains("\(parameter.name)\(range)"), "\(endpoint.name)")
            }
            for error in description.errors { #expect(text.contains("\n| \(error.status) |"), "\(error.status)") }
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

/// A route as the document describes it.
private struct Operation {
    let method: String
    let path: String
    let description: [String: Any]

    var name: String { "\(method) \(path)" }
    var parameters: [[String: Any]] { description["parameters"] as? [[String: Any]] ?? [] }
    private var content: [String: [String: Any]] {
        let body = description["requestBody"] as? [String: Any]
        return body?["content"] as? [String: [String: Any]] ?? [:]
    }
    /// The field of a form with one file.
    var field: String? {
        guard content["application/json"] == nil else { return nil }
        let schema = content["multipart/form-data"]?["schema"] as? [String: Any]
        return (schema?["required"] as? [String])?.first
    }
    /// A body in JSON, for those routes that take one.
    var example: Any? {
        let examples = content["application/json"]?["examples"] as? [String: [String: Any]]
        return examples?.sorted { $0.key < $1.key }.first?.value["value"]
    }
    var statuses: [Int] {
        (description["responses"] as? [String: Any] ?? [:]).keys.compactMap { Int($0) }.sorted()
    }
}

extension TestService {
    /// A service in which every route finds what it needs, and events have an end.
    fileprivate static func described() async throws -> TestService {
        let service = TestService(scorer: NamingScorer())
        try await service.fill(30)
        // More than any limit by default, of sources and of groups of copies too.
        let embedding = try Embedding(normalizing: [1, 2, 3, 4])
        try await service.store.save(
            (0..<120).map { number in
                let location = PictureLocation(source: "source \(number % 12)", path: "\(number).jpg")
                return Picture(
                    file: PictureFile(location: location, size: 1, modified: 1),
                    content: ContentHash(of: [UInt8(number / 2), 0]), embedding: embedding, facts: nil)
            })
        try await service.store.save([
            Picture(
                file: PictureFile(location: upload, size: 1, modified: 1), content: ContentHash(of: [0, 1, 2]),
                embedding: embedding, facts: nil)
        ])
        for text in ["red", "green", "blue", "red green", "red blue", "green blue", "red green blue"] {
            let picture = Picture(
                file: PictureFile(
                    location: PictureLocation(source: "colours", path: text), size: 1, modified: 1),
                content: ContentHash(of: Array(text.utf8)), embedding: try await service.model.embed(text),
                facts: Facts(width: 1, height: 1, format: .png, perceptualHash: 1))
            try await service.store.save([picture])
        }
        let refusals = (0..<120).map { number in
            let location = PictureLocation(source: "source", path: "\(number).txt")
            return Refusal(
                file: PictureFile(location: location, size: 1, modified: 1), reason: PictureError(.notAPicture, ""))
        }
        try await service.store.refuse(refusals, rules: "some")
        service.activity.close()
        return service
    }

    private static let upload = PictureLocation(source: "uploads", path: "x.jpg")

    /// Sends what the document requires, with some values changed, or left out when they are `nil`.
    fileprivate func send(_ operation: Operation, _ changes: [String: String?]) async throws -> TestResponse {
        var values: [String: String?] = [:]
        for parameter in operation.parameters where parameter["required"] as? Bool == true {
            guard parameter["in"] as? String == "query" else { continue }
            let schema = parameter["schema"] as? [String: Any]
            values[try #require(parameter["name"] as? String)] = (schema?["enum"] as? [String])?.first ?? "x"
        }
        let names = operation.parameters.compactMap { $0["name"] as? String }
        values.merge(changes.filter { names.contains($0.key) }) { $1 }
        let query = values.compactMap { name, value in value.map { "\(name)=\($0)" } }.joined(separator: "&")
        // Nothing but uploads can be deleted.
        let id = operation.method == "DELETE" ? PictureID(Self.upload) : Self.id(3)
        let path = operation.path.replacing("{id}", with: "\(id)")
        let (uri, method) = ("\(path)?\(query)", try #require(HTTPRequest.Method(operation.method)))
        let field = operation.field.map { changes[$0] == .some(nil) ? "other" : $0 }
        let example = try operation.example.map { try JSONSerialization.data(withJSONObject: $0) }
        return try await application().test(.router) { client in
            if let field { return try await client.send(FakeDecoder.picture(), to: uri, field: field) }
            let body = changes["body"] == .some(nil) ? Data() : example ?? Data()
            return try await client.execute(uri: uri, method: method, body: ByteBuffer(bytes: body))
        }
    }

    fileprivate static var endpoints: [Endpoint] { TestService().api.endpoints }
}

extension Endpoint {
    fileprivate var name: String { "\(method) \(path)" }
}
