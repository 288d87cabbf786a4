import HTTPTypes
import Hummingbird
import ImageSearch
import NIOCore

extension SearchAPI {
    /// The route that sends pictures small.
    var thumbnailRoutes: [Endpoint] {
        [
            Endpoint(
                .get, "/images/{id}/thumbnail",
                .init(
                    id: "thumbnail", tag: .pictures, summary: "A picture made small",
                    text:
                        "WebP, upright, in sRGB, without metadata: every browser shows it, whatever format the picture has."
                ),
                parameters: .pictureID,
                .number(
                    "size", of: [256, 1024], "The most pixels of its longer side; a smaller picture is not enlarged."),
                .version, .header("If-None-Match", "Only one with another `ETag` is wanted."), answer: .thumbnail,
                errors: [
                    .unknownPicture, .tooLarge, .notAPicture, .unusablePicture, .internalError, .unavailable,
                ]
            ) { id, size, version, ifNoneMatch in
                // What the client has is told by the content alone, without a look at the thumbnail.
                if let ifNoneMatch {
                    let known = Preconditions(ifNoneMatch: ifNoneMatch, ifModifiedSince: nil)
                    let picture = try await picture(id)
                    let small = SmallPicture(of: picture.content, size: size, version: version, bytes: nil)
                    if known.areMet(by: small.tag, modified: nil) { return small }
                }
                let made = try await StoredFile.opening {
                    try await flows.thumbnails.thumbnail(of: id, longestSide: size)
                }
                guard let made else { throw HTTPError(.notFound, message: "there is no picture with the id \(id)") }
                return SmallPicture(of: made.content, size: size, version: version, bytes: made.webp)
            }
        ]
    }
}

/// A thumbnail, or only headers for a client that has it.
struct SmallPicture: Sendable {
    let tag: String
    private let cache: String
    private let bytes: [UInt8]?

    fileprivate init(of content: ContentHash, size: Int, version: String?, bytes: [UInt8]?) {
        tag = "\"\(content)-\(size)\""
        cache = content.version == version ? CachePolicy.forGood : CachePolicy.revalidated
        self.bytes = bytes
    }

    fileprivate var response: Response {
        var headers: HTTPFields = [.eTag: tag, .cacheControl: cache]
        guard let bytes else { return .withoutBody(.notModified, headers) }
        headers[.contentType] = "image/webp"
        headers[.contentSecurityPolicy] = StoredFile.policy
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension Answer where Value == SmallPicture {
    /// A WebP.
    fileprivate static var thumbnail: Answer {
        let content = JSON.Member(name: "image/webp", value: ["schema": ["type": "string", "format": "binary"]])
        let description = AnswerDescription(
            text: "The thumbnail.", contents: [content], headers: HeaderDescription.ofCaches,
            others: [
                AnswerDescription(
                    status: 304, text: "The client has it already.", contents: [], headers: HeaderDescription.ofCaches)
            ])
        return Answer(description: description, response: \.response)
    }
}
