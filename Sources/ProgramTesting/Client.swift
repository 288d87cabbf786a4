package import Foundation
import ImageSearchTesting

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Calls a running program over HTTP.
package struct Client {
    package let port: Int

    /// Calls the program that listens on a port.
    package init(port: Int) { self.port = port }

    package struct Answer {
        package let status: Int
        package let body: Data
        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    package struct Match: Decodable, Equatable {
        package let path: String
        package let distance: Double
    }

    package func get(_ path: String) async throws -> Answer { try await send(URLRequest(url: url(path))) }

    package func search(_ text: String, limit: Int = 5) async throws -> [Match] {
        let query = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = try await get("/search-by-text?query=\(query)&limit=\(limit)")
        guard answer.status == 200 else { throw Unexpected("\(answer.status): \(answer.text)") }
        return try JSONDecoder().decode([Match].self, from: answer.body)
    }

    package func post(_ path: String, file: Data, named name: String = "picture.jpg") async throws -> Answer {
        let boundary = "boundary-\(UUID().uuidString)"
        var request = URLRequest(url: url(path))
        request.httpMethod = "POST"
        request.setValue("multipart/form-data; boundary=\(boundary)", forHTTPHeaderField: "Content-Type")
        let head =
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
            + "Content-Type: image/jpeg\r\n\r\n"
        request.httpBody = Data(head.utf8) + file + Data("\r\n--\(boundary)--\r\n".utf8)
        return try await send(request)
    }

    package func post(_ path: String, json: String) async throws -> Answer {
        var request = URLRequest(url: url(path))
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(json.utf8)
        return try await send(request)
    }

    /// Sends a form with a text and with files.
    package func post(_ path: String, text: (name: String, value: String), files: [String: Data]) async throws -> Answer
    {
        let boundary = "boundary-\(UUID().uuidString)"
        var request = URLRequest(url: url(path))
        request.httpMethod = "POST"
        request.setValue("multipart/form-data; boundary=\(boundary)", forHTTPHeaderField: "Content-Type")
        var body = Data()
        func add(_ disposition: String, _ content: Data) {
            body += Data("--\(boundary)\r\nContent-Disposition: form-data; \(disposition)\r\n\r\n".utf8)
            body += content + Data("\r\n".utf8)
        }
        add("name=\"\(text.name)\"", Data(text.value.utf8))
        for (name, file) in files { add("name=\"\(name)\"; filename=\"\(name)\"", file) }
        request.httpBody = body + Data("--\(boundary)--\r\n".utf8)
        return try await send(request)
    }

    package func searchByPicture(_ file: Data, limit: Int = 5) async throws -> [Match] {
        let answer = try await post("/search-by-image?limit=\(limit)", file: file)
        guard answer.status == 200 else { throw Unexpected("\(answer.status): \(answer.text)") }
        return try JSONDecoder().decode([Match].self, from: answer.body)
    }

    private func url(_ path: String) -> URL {
        URL(string: "http://127.0.0.1:\(port)\(path)") ?? URL(fileURLWithPath: "/")
    }

    /// Asks this machine itself, whatever proxy the tests' environment names.
    private static let session: URLSession = {
        for name in ["no_proxy", "NO_PROXY"] { setenv(name, "127.0.0.1", 1) }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.connectionProxyDictionary = [:]
        return URLSession(configuration: configuration)
    }()

    private func send(_ request: URLRequest) async throws -> Answer {
        var request = request
        request.timeoutInterval = Duration.seconds(120).scaled / .seconds(1)
        let (body, response) = try await Self.session.data(for: request)
        return Answer(status: (response as? HTTPURLResponse)?.statusCode ?? 0, body: body)
    }
}
