import FileTransfer
import Foundation
import XMLCoder

/// An object as a bucket lists it.
struct S3Object: Sendable, Equatable {
    var key: String
    var size: Int64
    /// The version of its content, without the quotes that some servers write and others leave out.
    var etag: String
}

/// One page of a bucket's listing.
struct S3Page: Sendable, Equatable {
    var objects: [S3Object]
    /// What to ask for the next page with; `nil` on the last one.
    var next: String?

    /// Reads the answer to ListObjectsV2.
    init(xml: String) throws(HTTPFailure) {
        guard let result = ListBucketResult(xml: xml) else { throw HTTPFailure("the answer is no listing of a bucket") }
        let isEncoded = result.encodingType?.lowercased() == "url"
        objects = (result.contents ?? []).map { content in
            S3Object(
                key: isEncoded ? Self.decode(content.key) : content.key, size: content.size,
                etag: (content.eTag ?? "").replacing("\"", with: ""))
        }
        next = result.isTruncated == true ? result.nextContinuationToken : nil
        if result.isTruncated == true, next == nil { throw HTTPFailure("the listing breaks off without a next page") }
    }

    /// Undoes the encoding of URLs, in which a space is `+`; Amazon and others do it so.
    private static func decode(_ key: String) -> String {
        key.replacing("+", with: " ").removingPercentEncoding ?? key
    }
}

/// Why a request was refused.
struct S3Refusal: Decodable {
    /// Such as `NoSuchBucket`.
    var code: String
}

/// The answer to ListObjectsV2.
private struct ListBucketResult: Decodable {
    struct Content: Decodable {
        var key: String
        var size: Int64
        var eTag: String?
    }

    var isTruncated: Bool?
    var nextContinuationToken: String?
    var encodingType: String?
    var contents: [Content]?
}

extension Decodable {
    /// Reads a message of S3, whose names begin with capitals; `nil` when it is none.
    init?(xml: String) {
        let decoder = XMLDecoder()
        decoder.keyDecodingStrategy = .convertFromCapitalized
        // A key may begin or end with a space.
        decoder.trimValueWhitespaces = false
        guard let message = try? decoder.decode(Self.self, from: Data(xml.utf8)) else { return nil }
        self = message
    }
}
