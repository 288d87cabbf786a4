import Foundation
import Platform

/// One kept-alive connection to the program, blocking; it costs next to nothing beside what it measures.
final class HTTPConnection: Sendable {
    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket_stream(AF_INET)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard status == 0 else { throw Failure("cannot connect to port \(port)") }
    }

    deinit { close(descriptor) }

    /// Asks for matches of a text; returns how many came.
    @discardableResult
    func search(_ text: String, limit: Int = 5) throws -> Int {
        let query = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return try matches(ask("GET /search-by-text?query=\(query)&limit=\(limit) HTTP/1.1\r\nHost: localhost\r\n\r\n"))
    }

    /// Asks a whole query in its text form; returns the ids of what was found.
    @discardableResult
    func search(query: String, limit: Int, explains: Bool = false) throws -> [String] {
        let text = query.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return try ids(of: get("/search?q=\(text)&limit=\(limit)&explain=\(explains)"))
    }

    /// The ids of the first pictures of all.
    func pictures(limit: Int) throws -> [String] { try ids(of: get("/images?limit=\(limit)")) }

    /// A thumbnail of 256 pixels.
    @discardableResult
    func thumbnail(of id: String) throws -> [UInt8] { try get("/images/\(id)/thumbnail?size=256") }

    /// Asks for matches of a picture; returns how many came.
    @discardableResult
    func search(picture: [UInt8]) throws -> Int { try matches(post("/search-by-image", picture)) }

    /// Uploads a picture.
    func upload(_ picture: [UInt8]) throws { _ = try post("/upload", picture) }

    private func post(_ path: String, _ file: [UInt8]) throws -> [UInt8] {
        let boundary = "benchmark-boundary"
        let head =
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n"
            + "Content-Type: image/jpeg\r\n\r\n"
        let tail = "\r\n--\(boundary)--\r\n"
        let length = head.utf8.count + file.count + tail.utf8.count
        return try ask(
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=\(boundary)\r\n"
                + "Content-Length: \(length)\r\n\r\n\(head)", file, tail)
    }

    private func get(_ path: String) throws -> [UInt8] { try ask("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n") }

    private func ids(of body: [UInt8]) throws -> [String] {
        guard let answer = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any],
            let matches = answer["matches"] as? [[String: Any]]
        else { throw Failure("the answer has no matches: \(String(decoding: body, as: UTF8.self))") }
        return matches.compactMap { $0["id"] as? String }
    }

    private func matches(_ body: [UInt8]) throws -> Int {
        guard let list = try JSONSerialization.jsonObject(with: Data(body)) as? [Any] else {
            throw Failure("the answer is no list: \(String(decoding: body, as: UTF8.self))")
        }
        return list.count
    }

    func ask(_ head: String, _ file: [UInt8] = [], _ tail: String = "") throws -> [UInt8] {
        try send(Array(head.utf8) + file + Array(tail.utf8))
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw Failure("the program closed the connection") }
            answer += buffer[..<count]
            if let body = try Self.body(of: answer) { return body }
        }
    }

    private func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { socket_send(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure("the program closed the connection") }
            sent += count
        }
    }

    /// The body when it is complete; an answer other than 200 is a failure.
    private static func body(of answer: [UInt8]) throws -> [UInt8]? {
        guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: answer[..<end.lowerBound], as: UTF8.self)
        let lines = head.components(separatedBy: "\r\n")
        let field = lines.first { $0.lowercased().hasPrefix("content-length:") }
        let length = field.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
        guard answer.count >= end.upperBound + length else { return nil }
        let body = Array(answer[end.upperBound...])
        guard lines[0].contains(" 200 ") else { throw Failure("\(lines[0]): \(String(decoding: body, as: UTF8.self))") }
        return body
    }
}
