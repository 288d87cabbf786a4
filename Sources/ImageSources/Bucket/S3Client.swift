import AsyncHTTPClient
import Foundation
import ImageSearch
import NIOHTTP1
import Transfers

/// Lists and gets the objects of one bucket.
struct S3Client: Sendable {
    let address: BucketAddress
    let client: HTTPClient

    /// One page of the listing, of at most 1,000 objects in the order of their keys.
    func page(after token: String?) async throws -> S3Page {
        // Encoded, because XML cannot carry every character that a key may have.
        var query = [("encoding-type", "url"), ("list-type", "2")]
        if let token { query.append(("continuation-token", token)) }
        let response = try await client.send(request(path: address.path, query: query))
        // A thousand keys of 1,024 bytes, each byte encoded, with all else that a page tells of an object.
        let bytes = try await response.bytes(upTo: 8 << 20)
        guard response.status == .ok else { throw failure(response, bytes) }
        return try S3Page(bytes, type: response.headers.first(name: "content-type"))
    }

    /// The answer that holds an object's bytes.
    func get(_ key: String) async throws -> HTTPClientResponse {
        let response = try await client.send(request(path: address.path + "/" + SigV4.encode(key, isPath: true)))
        guard response.status == .ok else { throw failure(response, try await response.bytes()) }
        return response
    }

    /// The line to show when the bucket as a whole cannot be used.
    func sourceError(_ failure: HTTPFailure) -> SourceError {
        let bucket = "bucket \(address.bucket) at \(address.host)"
        return switch failure.status {
        case nil: SourceError("cannot reach the \(bucket) (\(failure))", hint: .bucketNetwork)
        case .unauthorized, .forbidden:
            SourceError("the \(bucket) refuses these credentials (\(failure))", hint: .bucketAccess)
        case .notFound: SourceError("there is no \(bucket)", hint: .bucketAddress)
        case .badRequest, .movedPermanently, .temporaryRedirect:
            SourceError("the \(bucket) does not take this request (\(failure))", hint: .bucketRegion)
        default: SourceError("the \(bucket) does not answer as it should (\(failure)): try again later")
        }
    }

    /// The line to show when what answers is no bucket.
    func sourceError(_ answer: NoListing) -> SourceError {
        SourceError(
            "cannot list the bucket \(address.bucket) at \(address.origin)\(address.path): the answer is \(answer)",
            hint: .bucketAddress)
    }

    private func failure(_ response: HTTPClientResponse, _ bytes: [UInt8]) -> HTTPFailure {
        HTTPFailure(status: response.status, headers: response.headers, detail: S3Refusal(bytes)?.code ?? "")
    }

    private func request(path: String, query: [(name: String, value: String)] = []) -> HTTPClientRequest {
        let query = SigV4.query(query)
        let date = SigV4.timestamp(.now)
        let credentials = address.credentials
        var headers = [("host", address.host), ("x-amz-content-sha256", SigV4.emptyDigest), ("x-amz-date", date)]
        if let token = credentials.sessionToken { headers.append(("x-amz-security-token", token.value)) }
        let signer = SigV4(
            accessKey: credentials.accessKey, secretKey: credentials.secretKey, region: address.region)
        let authorization = signer.authorization(path: path, query: query, headers: headers, date: date)
        var request = HTTPClientRequest(url: address.origin + path + (query.isEmpty ? "" : "?" + query))
        request.headers = HTTPHeaders(headers + [("authorization", authorization)])
        return request
    }
}
