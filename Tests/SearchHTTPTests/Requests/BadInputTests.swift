import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import Testing

/// A request with something wrong in it, and how the answer names that.
struct BadInput: Sendable, CustomTestStringConvertible {
    let method: HTTPRequest.Method
    let uri: String
    var body: String?
    var form: [(name: String, content: String, isFile: Bool)] = []
    let location: String
    let type: String

    static func get(_ uri: String, _ location: String, _ type: String) -> Self {
        Self(method: .get, uri: uri, location: location, type: type)
    }
    static func json(_ body: String, _ location: String, _ type: String, to uri: String = "/search") -> Self {
        Self(method: .post, uri: uri, body: body, location: location, type: type)
    }
    static func form(
        _ fields: [(name: String, content: String, isFile: Bool)], _ location: String, _ type: String,
        to uri: String = "/search"
    ) -> Self {
        Self(method: .post, uri: uri, form: fields, location: location, type: type)
    }

    var testDescription: String { "\(method) \(uri) \(body ?? "")\(form.map(\.name)) is wrong at \(location)" }
}

@Suite struct BadInputTests {
    private static let id = TestService.id(0)
    private static let foreign = "00" + String(repeating: "11", count: 36)

    private static let inURL: [BadInput] = [
        .get("/search?q=%22cat", #"["query","q"]"#, "value_error"),
        .get("/search?q=cat%20%2B", #"["query","q"]"#, "value_error"),
        .get("/search?q=id:12", #"["query","q"]"#, "value_error"),
        .get("/search?q=type:bmp", #"["query","q"]"#, "value_error"),
        .get("/search?q=after:2023-13", #"["query","q"]"#, "value_error"),
        .get("/search?q=date:2024..2023", #"["query","q"]"#, "value_error"),
        .get("/search?q=width:%3E%3E3", #"["query","q"]"#, "value_error"),
        .get("/search?q=width:9..3", #"["query","q"]"#, "value_error"),
        .get("/search?q=size:%3E5XB", #"["query","q"]"#, "value_error"),
        .get("/search?q=near:91,0,1km", #"["query","q"]"#, "value_error"),
        .get("/search?q=near:48,2", #"["query","q"]"#, "value_error"),
        .get("/search?q=shape:round", #"["query","q"]"#, "value_error"),
        .get("/search?q=sort:best", #"["query","q"]"#, "value_error"),
        .get("/search?q=duplicates:all", #"["query","q"]"#, "value_error"),
        .get("/search?q=cat%20limit:0", #"["query","q"]"#, "value_error"),
        .get("/search?q=sort:relevance", #"["query","q"]"#, "value_error"),
        .get("/search?q=picture:sofa", #"["query","q"]"#, "value_error"),
        .get("/search?q=" + String(repeating: "x", count: 10_001), #"["query","q"]"#, "string_too_long"),
        .get("/search?q=cat&limit=0", #"["query","limit"]"#, "greater_than_equal"),
        .get("/search?q=cat&limit=5001", #"["query","limit"]"#, "less_than_equal"),
        .get("/search?q=cat&limit=many", #"["query","limit"]"#, "int_parsing"),
        .get("/search?q=cat&cursor=12", #"["query","cursor"]"#, "value_error"),
        .get("/search?q=cat&cursor=\(foreign)", #"["query","cursor"]"#, "value_error"),
        .get("/images?q=cat", #"["query","q"]"#, "value_error"),
        .get("/count?q=cat", #"["query","q"]"#, "value_error"),
        .get("/count?q=type:bmp", #"["query","q"]"#, "value_error"),
        .get("/images?q=type:bmp", #"["query","q"]"#, "value_error"),
        .get("/images?limit=-1", #"["query","limit"]"#, "greater_than_equal"),
        .get("/images?cursor=x", #"["query","cursor"]"#, "value_error"),
        .get("/images/12", #"["path","id"]"#, "uuid_parsing"),
        .get("/images/\(id)0", #"["path","id"]"#, "uuid_parsing"),
        .get("/images/x/file", #"["path","id"]"#, "uuid_parsing"),
        .get("/images/x/similar", #"["path","id"]"#, "uuid_parsing"),
        .get("/images/\(id)/similar?limit=0", #"["query","limit"]"#, "greater_than_equal"),
    ]

    private static let inJSON: [BadInput] = [
        .json("", #"["body"]"#, "missing"),
        .json("{", #"["body",1]"#, "json_invalid"),
        .json("[]", #"["body"]"#, "dict_type"),
        .json(#"{"query": 5}"#, #"["body","query"]"#, "string_type"),
        .json(#"{"query": "\"cat"}"#, #"["body","query"]"#, "value_error"),
        .json(#"{"query": "cat", "limit": 0}"#, #"["body","limit"]"#, "value_error"),
        .json(#"{"query": "cat", "limit": "5"}"#, #"["body","limit"]"#, "int_type"),
        .json(#"{"query": "cat", "cursor": "12"}"#, #"["body","cursor"]"#, "value_error"),
        .json(#"{"query": "cat", "terms": []}"#, #"["body","terms"]"#, "extra_forbidden"),
        .json(#"{"query": "cat", "color": "red"}"#, #"["body","color"]"#, "extra_forbidden"),
        .json(#"{"terms": [{"words": " "}]}"#, #"["body","terms",0,"words"]"#, "value_error"),
        .json(
            #"{"terms": [{"words": "cat"}, {"words": "dog", "weight": 0}]}"#, #"["body","terms",1,"weight"]"#,
            "value_error"),
        .json(#"{"terms": [{"words": "cat", "weight": "2"}]}"#, #"["body","terms",0,"weight"]"#, "float_type"),
        .json(#"{"terms": [{"id": "12"}]}"#, #"["body","terms",0,"id"]"#, "value_error"),
        .json(#"{"terms": [{"id": "\#(id)", "part": [0, 0, 2, 1]}]}"#, #"["body","terms",0,"part"]"#, "value_error"),
        .json(#"{"terms": [{"weight": 1}]}"#, #"["body","terms",0,"words"]"#, "missing"),
        .json(#"{"terms": {}}"#, #"["body","terms"]"#, "list_type"),
        .json(#"{"filter": {"type": ["bmp"]}}"#, #"["body","filter","type",0]"#, "value_error"),
        .json(#"{"filter": {"near": ["0,181,1km"]}}"#, #"["body","filter","near",0]"#, "value_error"),
        .json(#"{"filter": {"after": ["2023-02-30"]}}"#, #"["body","filter","after",0]"#, "value_error"),
        .json(#"{"not": {"colour": ["red"]}}"#, #"["body","not","colour"]"#, "extra_forbidden"),
        .json(#"{"sort": "best"}"#, #"["body","sort"]"#, "value_error"),
        .json(#"{"likely": "yes"}"#, #"["body","likely"]"#, "bool_type"),
        .json(#"{"terms": [{"picture": "sofa"}]}"#, #"["body","sofa"]"#, "missing"),
        .json(#"{}"#, #"["body","texts"]"#, "missing", to: "/embed"),
        .json(#"{"texts": []}"#, #"["body","texts"]"#, "missing", to: "/embed"),
        .json(#"{"texts": "cat"}"#, #"["body","texts"]"#, "list_type", to: "/embed"),
        .json(#"{"texts": ["cat", 5]}"#, #"["body","texts",1]"#, "string_type", to: "/embed"),
        .json(#"{"texts": ["cat", " "]}"#, #"["body","texts",1]"#, "string_too_short", to: "/embed"),
        .json(#"{"texts": ["cat"], "x": 1}"#, #"["body","x"]"#, "extra_forbidden", to: "/embed"),
        .json(
            "\(#"{"texts": ["#)\(repeatElement("\"x\"", count: 65).joined(separator: ","))]}", #"["body","texts"]"#,
            "too_long", to: "/embed"),
    ]

    private static let inForm: [BadInput] = [
        .form([("other", "x", false)], #"["body","query"]"#, "missing"),
        .form([("query", "\"cat", false)], #"["body","query"]"#, "value_error"),
        .form(
            [("query", #"{"terms": [{"words": "x", "weight": 0}]}"#, false)], #"["body","query","terms",0,"weight"]"#,
            "value_error"),
        .form([("query", "cat + picture:sofa", false)], #"["body","sofa"]"#, "missing"),
        .form([("query", "cat", false), ("sofa", "fake:1,2,3", true)], #"["body","sofa"]"#, "extra_forbidden"),
        .form([("query", "picture:sofa", false), ("sofa", "text", false)], #"["body","sofa"]"#, "value_error"),
        .form([("picture", "text", false)], #"["body","picture"]"#, "value_error", to: "/embed"),
        .form([("text", "", false)], #"["body","text",0]"#, "string_too_short", to: "/embed"),
        .form([("words", "x", false)], #"["body","words"]"#, "extra_forbidden", to: "/embed"),
    ]

    @Test(arguments: inURL + inJSON + inForm)
    func `what is wrong is named with its place`(input: BadInput) async throws {
        let service = TestService()
        try await service.fill(3)
        let response = try await service.application().test(.router) { try await $0.send(input) }
        #expect(response.status == .unprocessableContent)
        #expect(response.headers[.contentType] == "application/json")
        let text = String(buffer: response.body)
        let fault = #"{"detail":[{"type":"\#(input.type)","loc":\#(input.location),"msg":""#
        #expect(text.hasPrefix(fault), "\(text)")
        // No more of it comes back than lets a client know it again.
        #expect(text.utf8.count < 1000)
        #expect(service.model.files.isEmpty && service.model.texts.isEmpty)
    }

    @Test func `all faults of a URL are told at once`() async throws {
        let response = try await TestService().application().test(.router) { client in
            try await client.execute(uri: "/search?q=%22&limit=0&cursor=x", method: .get)
        }
        let text = String(buffer: response.body)
        for name in ["q", "limit", "cursor"] { #expect(text.contains(#""loc":["query","\#(name)"]"#)) }
    }

    @Test(arguments: ["/search?q=id:\(id)", "/images/\(id)", "/images/\(id)/file", "/images/\(id)/similar"])
    func `a picture that is not stored is not found`(uri: String) async throws {
        let response = try await TestService().application().test(.router) { client in
            try await client.execute(uri: uri, method: .get)
        }
        #expect(response.status == .notFound)
        #expect(String(buffer: response.body) == #"{"detail":"there is no picture with the id \#(Self.id)"}"#)
    }

    @Test func `a body that is neither JSON nor a form is not read`() async throws {
        for uri in ["/search", "/embed"] {
            let response = try await TestService().application().test(.router) { client in
                try await client.execute(
                    uri: uri, method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
                    body: ByteBuffer(string: "query=cat"))
            }
            #expect(response.status == .unsupportedMediaType)
            #expect(String(buffer: response.body).contains("application/json"))
        }
    }

    @Test func `a body of JSON has a limit of its own`() async throws {
        let response = try await TestService().application().test(.router) { client in
            let text = #"{"query": "\#(String(repeating: "x", count: 600_000))"}"#
            return try await client.execute(uri: "/search", method: .post, body: ByteBuffer(string: text))
        }
        #expect(response.status == .contentTooLarge)
    }
}

extension TestClientProtocol {
    fileprivate func send(_ input: BadInput) async throws -> TestResponse {
        guard !input.form.isEmpty else {
            let headers: HTTPFields = input.body == nil ? [:] : [.contentType: "application/json"]
            return try await execute(
                uri: input.uri, method: input.method, headers: headers, body: input.body.map(ByteBuffer.init(string:)))
        }
        return try await execute(
            uri: input.uri, method: .post, headers: [.contentType: "multipart/form-data; boundary=line"],
            body: ByteBuffer(bytes: formBody(input.form.map { ($0.name, Array($0.content.utf8), $0.isFile) })))
    }
}
