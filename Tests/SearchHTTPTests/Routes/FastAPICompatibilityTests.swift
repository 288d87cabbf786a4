import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

/// The same requests, the same answers: clients of the FastAPI service cannot tell the difference.
@Suite struct FastAPICompatibilityTests {
    /// Where we mean to differ: a broken form is an error and never a form without a file, `filename*` names a file
    /// (whose content is no picture there), and a form of another type is not read.
    private static let differences: [String: (status: Int, answer: String)] = [
        "cut off in the content": (400, cutOff),
        "cut off in the last boundary": (400, cutOff),
        "cut off in the headers": (400, cutOff),
        "an extended name": (415, #"{"detail":"not a picture: no format that is read"}"#),
        "urlencoded": (
            422, #"{"detail":[{"type":"missing","loc":["body","file"],"msg":"Field required","input":null}]}"#
        ),
    ]
    /// What a refusal repeats ends after so many bytes here; the reference repeats all.
    private static func cut(_ answer: String?) -> String? {
        answer?.replacing(/"input":"([^"]{257,})"/) { "\"input\":\"\($0.output.1.prefix(256))\"" }
    }
    private static let cutOff = #"{"detail":"Invalid multipart data: the closing boundary is missing."}"#

    @Test(arguments: ReferenceAnswer.all.filter { $0.understood == nil && differences[$0.name] == nil })
    func `a refusal is FastAPI's to the letter`(reference: ReferenceAnswer) async throws {
        let response = try await TestService().respond(to: reference)
        #expect(Int(response.status.code) == reference.status)
        #expect(String(buffer: response.body) == Self.cut(reference.answer))
        #expect(response.headers[.contentType] == "application/json")
        // The reference answers HEAD nowhere; we do wherever there is a GET.
        #expect(response.headers[.allow] == reference.allow.map { $0 == "GET" ? "GET, HEAD" : $0 })
    }

    @Test(arguments: ReferenceAnswer.all.filter { $0.understood != nil && $0.method == "GET" })
    func `a text search is understood as FastAPI does`(reference: ReferenceAnswer) async throws {
        let service = TestService()
        try await service.fill(1000)
        let response = try await service.respond(to: reference)
        let matches = try JSONDecoder().decode([Match].self, from: Data(of: response.body))
        #expect(response.status == .ok)
        #expect(matches.count == reference.understood?.limit)
        // The reference cuts off the space around a query; here the model's tokenizer does.
        #expect(service.model.texts.map { $0.trimmingCharacters(in: .whitespaces) } == [reference.understood?.query])
    }

    @Test(arguments: ReferenceAnswer.all.filter { $0.understood != nil && $0.method == "POST" })
    func `a form is understood as FastAPI does`(reference: ReferenceAnswer) async throws {
        let service = TestService()
        let response = try await service.respond(to: reference)
        #expect(service.model.files.map { Data($0) } == [reference.understood?.content])
        guard reference.target == "/upload", response.status == .ok else { return }
        let uploaded = try JSONDecoder().decode(Uploaded.self, from: Data(of: response.body))
        #expect(uploaded.filename == reference.understood?.filename)
    }

    @Test(arguments: ReferenceAnswer.all.filter { differences[$0.name] != nil && $0.target == "/upload" })
    func `where FastAPI is careless, we are not`(reference: ReferenceAnswer) async throws {
        let response = try await TestService().respond(to: reference)
        let expected = try #require(Self.differences[reference.name])
        #expect(Int(response.status.code) == expected.status)
        #expect(String(buffer: response.body) == expected.answer)
    }
}

private struct Match: Decodable {
    let path: String
    let distance: Double
}

private struct Uploaded: Decodable {
    let filename: String
}

extension TestService {
    fileprivate func respond(to reference: ReferenceAnswer) async throws -> TestResponse {
        let method = try #require(HTTPRequest.Method(reference.method))
        var headers = HTTPFields()
        headers[.contentType] = reference.contentType
        return try await application().test(.router) { [headers] client in
            try await client.execute(
                uri: reference.target, method: method, headers: headers,
                body: reference.body.map({ ByteBuffer(bytes: $0) }))
        }
    }
}
