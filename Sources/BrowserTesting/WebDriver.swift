import AsyncHTTPClient
import Foundation
import ImageSearchTesting
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// Speaks the W3C WebDriver protocol with a driver on this machine (https://www.w3.org/TR/webdriver2/).
struct WebDriver: Sendable {
    /// The driver's address, or that of a session of it, without a `/` at its end.
    let address: String

    /// The methods that the protocol knows.
    enum Method: String {
        case GET
        case POST
        case DELETE
    }

    /// The same driver, at what lies below.
    func below(_ path: String) -> WebDriver { WebDriver(address: "\(address)/\(path)") }

    /// Asks, and returns the `value` of the answer.
    ///
    /// - Throws: ``WebDriverError`` when the driver refuses, or an error of the connection.
    func send<Value: Decodable>(
        _ method: Method, _ path: String, _ body: JSON? = nil, as type: Value.Type = Value.self
    ) async throws -> Value {
        var request = HTTPClientRequest(url: "\(address)\(path.isEmpty ? "" : "/")\(path)")
        request.method = HTTPMethod(rawValue: method.rawValue)
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json; charset=utf-8")
            request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(body)))
        }
        let timeout = TimeAmount(Duration.seconds(120).scaled)
        let response = try await HTTPClient.shared.execute(request, timeout: timeout)
        let bytes = Data(buffer: try await response.body.collect(upTo: 256 << 20))
        guard response.status == .ok else { throw WebDriverError(from: bytes) }
        return try JSONDecoder().decode(Envelope<Value>.self, from: bytes).value
    }

    /// Asks where nothing of the answer counts.
    func post(_ path: String, _ body: JSON = [:]) async throws { let _: JSON = try await send(.POST, path, body) }

    private struct Envelope<Value: Decodable>: Decodable {
        let value: Value
    }
}

/// A driver refused a command.
package struct WebDriverError: Error, CustomStringConvertible {
    /// The protocol's name of the error, such as `no such element`.
    package let code: String
    package let description: String

    init(from answer: Data) {
        let value = (try? JSONDecoder().decode([String: JSON].self, from: answer))?["value"]
        code = value?["error"]?.text ?? "unknown error"
        let message = value?["message"]?.text ?? String(decoding: answer.prefix(1000), as: UTF8.self)
        description = "\(code): \(message.prefix(2000))"
    }
}
