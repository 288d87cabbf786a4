import AsyncHTTPClient
import Foundation
import ImageSearch
import NIOHTTP1
import Transfers

/// Asks a hub that speaks as Hugging Face's does.
struct HubClient: Sendable {
    /// What the hub tells of a repository.
    struct Repository: Sendable, Decodable {
        struct Sibling: Sendable, Decodable {
            var rfilename: String
        }

        /// The newest commit.
        var sha: String
        var siblings: [Sibling]
    }

    let endpoint: String
    let client: HTTPClient
    private let token: Secret?

    /// Takes the hub's address, without a `/` at its end.
    init(endpoint: String, token: Secret?, client: HTTPClient) {
        self.endpoint = endpoint
        self.token = token
        self.client = client
    }

    /// The newest commit of a repository, and the names of its files.
    func repository(_ name: String) async throws -> Repository {
        let response = try await send(.GET, "\(endpoint)/api/models/\(name)/revision/main")
        let text = try await response.text(upTo: 16 << 20)
        guard response.status == .ok else { throw HTTPFailure(status: response.status, headers: response.headers) }
        guard let repository = try? JSONDecoder().decode(Repository.self, from: Data(text.utf8)) else {
            throw HTTPFailure("the answer is no description of a model")
        }
        return repository
    }

    /// What the hub promises of a file, which it tells before it redirects to where the bytes lie.
    func describe(_ path: String, of repository: String, at revision: String) async throws -> ModelManifest.File {
        var file = ModelManifest.File(path: path)
        var url = address(of: path, repository, revision)
        for _ in 0..<Self.mostRedirects {
            let response = try await send(.HEAD, url)
            let headers = response.headers
            file.digest = file.digest ?? Self.digest(headers)
            file.size = file.size ?? Self.size(headers, "x-linked-size")
            guard let next = try redirect(of: response, from: url) else {
                guard response.status == .ok else { throw HTTPFailure(status: response.status, headers: headers) }
                file.size = file.size ?? Self.size(headers, "content-length")
                return file
            }
            // The tags of another host are its own affair.
            guard isHub(next) else { return file }
            url = next
        }
        throw HTTPFailure("the hub redirects without end")
    }

    /// The answer that holds a file's bytes, from an offset where the server agrees to it.
    func open(
        _ path: String, of repository: String, at revision: String, offset: Int64
    ) async throws -> HTTPClientResponse {
        var url = address(of: path, repository, revision)
        for _ in 0..<Self.mostRedirects {
            let response = try await send(.GET, url, range: offset > 0 ? "bytes=\(offset)-" : nil)
            guard let next = try redirect(of: response, from: url) else { return response }
            url = next
        }
        throw HTTPFailure("the hub redirects without end")
    }

    private static let mostRedirects = 6

    private static func digest(_ headers: HTTPHeaders) -> FileDigest? {
        (headers.first(name: "x-linked-etag") ?? headers.first(name: "etag")).flatMap(FileDigest.init(etag:))
    }

    /// A number of bytes; one that cannot be the size of a file counts as not told.
    private static func size(_ headers: HTTPHeaders, _ name: String) -> Int64? {
        headers.first(name: name).flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    private func address(of path: String, _ repository: String, _ revision: String) -> String {
        let encoded = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
        return "\(endpoint)/\(repository)/resolve/\(revision)/\(encoded)"
    }

    private func send(_ method: HTTPMethod, _ url: String, range: String? = nil) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers.add(name: "user-agent", value: "imagesearch")
        if let range { request.headers.add(name: "range", value: range) }
        // The token is for the hub alone, never for a host that it redirects to.
        if let token, isHub(url) { request.headers.add(name: "authorization", value: "Bearer \(token.value)") }
        return try await client.send(request)
    }

    /// Where an answer leads on to; `nil` when it leads nowhere.
    private func redirect(of response: HTTPClientResponse, from url: String) throws -> String? {
        guard [301, 302, 303, 307, 308].contains(response.status.code) else { return nil }
        guard let location = response.headers.first(name: "location"),
            let next = URL(string: location, relativeTo: URL(string: url))?.absoluteString
        else { throw HTTPFailure("the hub redirects to nowhere") }
        guard !url.hasPrefix("https:") || next.hasPrefix("https:") else {
            throw HTTPFailure("the hub redirects to an address without TLS")
        }
        return next
    }

    private func isHub(_ url: String) -> Bool {
        let (one, other) = (URL(string: url), URL(string: endpoint))
        return one?.scheme == other?.scheme && one?.host() == other?.host() && one?.port == other?.port
    }
}
