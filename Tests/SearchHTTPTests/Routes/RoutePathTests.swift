import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import SearchHTTP

/// Paths that hold parameters, as those of single pictures will.
@Suite struct RoutePathTests {
    private static let id = Parameter<String>(
        description: ParameterDescription(
            name: "id", place: .path, isRequired: true, text: "A picture.", schema: ["type": "string"])
    ) { values throws(ValidationFault) in
        guard let id = values.path["id"] else { throw .missing(.path, "id") }
        return id
    }

    private static let answer = Answer<String>(
        description: AnswerDescription(text: "It.", content: ["type": "string"], schemas: [])
    ) { .string($0) }

    private static func endpoint(_ method: HTTPRequest.Method, _ path: RoutePath) -> Endpoint {
        Endpoint(
            method, path, .init(id: "\(method)", tag: .pictures, summary: "A picture."), parameters: id, answer: answer
        ) { id in
            if id == "none" { throw HTTPError(.notFound) }
            return id
        }
    }

    private static let endpoints = [
        endpoint(.get, "/pictures/{id}"), endpoint(.delete, "/pictures/{id}"), endpoint(.get, "/pictures/{id}/file"),
    ]

    private func ask(_ method: HTTPRequest.Method, _ uri: String) async throws -> TestResponse {
        let router = TestService().api.router(Self.endpoints, listeningOn: "127.0.0.1")
        return try await Application(router: router, logger: .silent).test(.router) { client in
            try await client.execute(uri: uri, method: method)
        }
    }

    @Test(arguments: [
        ("/pictures/7", "7"), ("//pictures/7/", "7"), ("/pictures/7/file", "7"),
        ("/pictures/a%20b%2Fc%zz?id=1", "a b/c%zz"),
        ("/pictures/a+b", "a+b"),
    ])
    func `a part of the path reaches the handler`(uri: String, id: String) async throws {
        let response = try await ask(.get, uri)
        #expect(response.status == .ok)
        #expect(String(buffer: response.body) == "\"\(id)\"")
    }

    @Test(arguments: [
        ("/pictures/7", "GET, HEAD, DELETE"), ("/pictures/7/", "GET, HEAD, DELETE"), ("/pictures/7/file", "GET, HEAD"),
        ("/pictures/none", "GET, HEAD, DELETE"),
    ])
    func `another method is told which there are`(uri: String, allowed: String) async throws {
        let response = try await ask(.put, uri)
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == allowed)
        #expect(String(buffer: response.body) == #"{"detail":"Method Not Allowed"}"#)
    }

    @Test(arguments: ["/pictures", "/pictures/7/files", "/pictures/7/file/x", "/picture/7", "/pictures/none"])
    func `what is not there is not found`(uri: String) async throws {
        let response = try await ask(.get, uri)
        #expect(response.status == .notFound)
        #expect(response.headers[.allow] == nil)
    }

    @Test func `HEAD works there too, without a body`() async throws {
        let response = try await ask(.head, "/pictures/7")
        #expect(response.status == .ok)
        #expect(response.headers[.contentLength] == "3")
        #expect(response.body.readableBytes == 0)
    }

    @Test func `such a path is described with its parameter`() throws {
        guard case .object(let document) = OpenAPIDocument(Self.endpoints).json,
            case .object(let paths)? = document.first(where: { $0.name == "paths" })?.value
        else {
            Issue.record("no paths")
            return
        }
        #expect(paths.map(\.name) == ["/pictures/{id}", "/pictures/{id}/file"])
        let text = String(buffer: paths[0].value.encoded())
        #expect(text.contains(#""name":"id","in":"path","required":true"#))
    }

    @Test func `who asks is nobody in particular`() async throws {
        let router = Router(context: APIRequestContext.self)
        router.get("/") { _, context in "\(context.identity) \(context.id.isEmpty)" }
        let answer = try await Application(router: router, logger: .silent).test(.router) { client in
            try await client.execute(uri: "/", method: .get)
        }
        #expect(String(buffer: answer.body) == "anonymous false")
    }
}
