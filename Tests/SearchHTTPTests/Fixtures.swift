import Foundation
import NIOCore
import Testing

/// A request and what a FastAPI service of the same signature answered.
struct ReferenceAnswer: Decodable, Sendable, CustomTestStringConvertible {
    /// What the reference understood of a request that it accepted.
    struct Understood: Decodable, Sendable {
        let query: String?
        let limit: Int?
        let filename: String?
        let content: Data?
    }

    let name: String
    let method: String
    let target: String
    let status: Int
    let answer: String?
    let understood: Understood?
    let allow: String?
    let contentType: String?
    let body: Data?

    var testDescription: String { "\(name): \(method) \(target.prefix(60))" }

    static let all: [ReferenceAnswer] = fixture("fastapi.json")
}

/// A form and its parts as python-multipart saw them.
struct ReferenceForm: Decodable, Sendable {
    struct Part: Decodable, Sendable, Equatable {
        let name: String
        let fileName: String?
        let content: Data
    }

    let boundary: String
    let body: Data
    let parts: [Part]

    static let all: [ReferenceForm] = fixture("multipart.json")
}

private func fixture<Value: Decodable>(_ name: String) -> [Value] {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
    do {
        return try JSONDecoder().decode([Value].self, from: Data(contentsOf: url))
    } catch {
        // An empty list would pass for a test without cases.
        preconditionFailure("cannot read the fixture \(url.path()): \(error)")
    }
}

extension Data {
    /// The bytes of a buffer.
    init(of buffer: ByteBuffer) { self.init(buffer.readableBytesView) }
}
