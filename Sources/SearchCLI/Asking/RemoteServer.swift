import AsyncHTTPClient
import ImageSearch
import JSONText
import NIOHTTP1
import Transfers

/// Answers by asking a server.
struct RemoteServer: QueryAnswerer {
    /// More than the longest answer has.
    private static let largestAnswer = 64 << 20
    private static let largestFile = 4096 << 20

    private let address: ServerAddress
    private let client: HTTPClient
    /// Finds files of this machine; `nil` for a server of another one.
    private let localPath: (@Sendable (PictureID) async throws -> String?)?

    /// Takes a server; of one that shares this program's data folder the files can be found on this machine.
    init(
        _ address: ServerAddress, client: HTTPClient,
        localPath: (@Sendable (PictureID) async throws -> String?)? = nil
    ) {
        self.address = address
        self.client = client
        self.localPath = localPath
    }

    func search(_ asked: AskedQuery) async throws -> Findings {
        let body = try SearchBody(asked)
        var request = HTTPClientRequest(url: address.url + "/search" + (asked.isExplaining ? "?explain=true" : ""))
        request.method = .POST
        request.headers.add(name: "Content-Type", value: body.type)
        request.body = .bytes(body.bytes)
        return try Findings(try await answer(to: request, upTo: Self.largestAnswer))
    }

    func original(of id: PictureID) async throws -> [UInt8] {
        try await answer(to: HTTPClientRequest(url: address.url + "/images/\(id)/file"), upTo: Self.largestFile)
    }

    func path(of id: PictureID) async throws -> String? { try await localPath?(id) }

    /// Asks for JSON, whatever it is.
    private func json(_ path: String) async throws -> JSON {
        let body = try await answer(to: HTTPClientRequest(url: address.url + path), upTo: Self.largestAnswer)
        guard let json = try? JSONParser.parse(body) else { throw ServerError.unreadable }
        return json
    }

    private func answer(to request: HTTPClientRequest, upTo limit: Int) async throws -> [UInt8] {
        do {
            let response = try await client.send(request)
            let body = try await response.bytes(upTo: limit)
            guard response.status == .ok else { throw ServerError(status: Int(response.status.code), body: body) }
            return body
        } catch let error as HTTPFailure {
            throw ServerError.unreachable(address, "\(error)")
        }
    }
}

extension RemoteServer: LibraryTeller {
    func statistics() async throws -> JSON { try await json("/stats") }

    func duplicates(_ level: DuplicateLevel, after cursor: String?) async throws -> DuplicatePart {
        let limit = DuplicateGroups.limits.upperBound
        let behind = cursor.map { "&cursor=\($0)" } ?? ""
        do {
            return try DuplicatePart(try await json("/duplicates?level=\(level.rawValue)&limit=\(limit)\(behind)"))
        } catch let error as ServerError where cursor != nil {
            throw error.afterSomeAnswers  // What was told before is told: nobody else may begin again.
        }
    }
}
