import HTTPTypes
import Hummingbird
import ImageSearch
import NIOCore

extension SearchAPI {
    /// The routes that send the pictures themselves.
    var fileRoutes: [Endpoint] {
        [
            Endpoint(
                .get, "/images/{id}/file",
                .init(
                    id: "imageFile", tag: .pictures, summary: "The file of a picture",
                    text: "As it lies in its source; its bytes, or a range of them."),
                parameters: .pictureID, .version,
                .header("Range", "One range of bytes: `bytes=0-1023`. Others are passed over, and all is sent."),
                .header("If-Range", "The range is wanted of the file with this `ETag` or `Last-Modified`, else all."),
                .header("If-None-Match", "Only a file with another `ETag` is wanted."),
                .header("If-Modified-Since", "Only a file with another `Last-Modified` is wanted."), answer: .file,
                errors: [.unknownPicture, .tooLarge, .outOfRange, .internalError, .unavailable]
            ) { id, version, range, ifRange, ifNoneMatch, ifModifiedSince in
                let picture = try await picture(id)
                let file = try await StoredFile(picture, opening: flows.originals, isNamed: picture.version == version)
                let known = Preconditions(ifNoneMatch: ifNoneMatch, ifModifiedSince: ifModifiedSince)
                return try file.answer(to: known, range: range, ifRange: ifRange)
            }
        ]
    }
}

/// The opened file of a stored picture.
struct StoredFile: Sendable {
    private let file: any Original
    private let type: String
    private let name: String
    private let tag: String
    private let modified: String
    /// The URL names this content.
    private let isNamed: Bool

    private var size: Int { Int(file.state.size) }

    /// Opens a picture's file.
    fileprivate init(_ picture: StoredPicture, opening originals: any Originals, isNamed: Bool) async throws {
        let (file, format) = try await Self.opening {
            let file = try await originals.open(picture.location)
            // By its first bytes, as it may have changed since it was stored.
            return (file, ImageFormat(content: try await file.read(0..<ImageFormat.prefix)))
        }
        self.file = file
        // Whatever lies there now is sent as a picture, or as bytes that no browser shows.
        type = format.map { "image/\($0.rawValue)" } ?? "application/octet-stream"
        name = picture.location.path.split(separator: "/").last.map(String.init) ?? ""
        let isStored = file.state.size == picture.state.size && file.state.modified == picture.state.modified
        tag = isStored ? "\"\(picture.content)\"" : "\"\(file.state.size)-\(file.state.modified)\""
        modified = MomentText(PictureDate(facts: nil, state: file.state).wallClock).http
        self.isNamed = isNamed && isStored
    }

    /// Reads a picture's file; one that is not there or cannot be read is told without where it lies.
    static func opening<Value>(_ work: () async throws -> Value) async throws -> Value {
        do { return try await work() } catch let error as PictureError where error.code == .vanished {
            throw HTTPError(.notFound, message: "the file of this picture is gone")
        } catch let error as PictureError where error.code == .unreadable {
            throw unreadable
        } catch is SourceError {
            throw unreadable
        }
    }

    private static var unreadable: HTTPError {
        HTTPError(
            .serviceUnavailable, headers: [.retryAfter: "\(Overloaded.retryAfter)"],
            message: "the file of this picture cannot be read now")
    }

    /// What to send to a client that asks for a range and has something already.
    fileprivate func answer(to known: Preconditions, range: String?, ifRange: String?) throws -> FileAnswer {
        guard !known.areMet(by: tag, modified: modified) else {
            return FileAnswer(status: .notModified, headers: cacheHeaders, file: nil)
        }
        let isWanted = ifRange.map { $0 == tag || $0 == modified } ?? true
        switch ByteRange(isWanted ? range : nil, size: size) {
        case .whole: return FileAnswer(status: .ok, headers: headers, file: (file, 0..<size))
        case .part(let range):
            var headers = headers
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
            return FileAnswer(status: .partialContent, headers: headers, file: (file, range))
        case .unsatisfiable:
            throw HTTPError(
                .rangeNotSatisfiable, headers: [.contentRange: "bytes */\(size)"],
                message: "the file has \(size) bytes, and not this range of them")
        }
    }

    private var cacheHeaders: HTTPFields {
        [
            .eTag: tag, .lastModified: modified,
            .cacheControl: isNamed ? CachePolicy.forGood : CachePolicy.revalidated,
        ]
    }

    private var headers: HTTPFields {
        var headers = cacheHeaders
        headers[.contentType] = type
        headers[.acceptRanges] = "bytes"
        headers[.contentDisposition] = ContentDispositionText.inline(name)
        headers[.contentSecurityPolicy] = Self.policy
        return headers
    }

    /// A picture that is opened in a tab of its own: nothing in it runs or loads anything.
    static let policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
}

/// How long caches may keep what is private to whoever may reach the server.
enum CachePolicy {
    /// The URL names the content.
    static let forGood = "private, max-age=31536000, immutable"
    /// Ask each time whether it is still the same.
    static let revalidated = "private, no-cache"
}

/// A part of a file to be sent, or only headers.
struct FileAnswer: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let file: (any Original, Range<Int>)?

    /// So much is in memory of each file that is sent.
    private static let piece = 256 << 10

    fileprivate var response: Response {
        guard let (file, range) = file else { return .withoutBody(status, headers) }
        let body = ResponseBody(contentLength: range.count) { writer in
            var start = range.lowerBound
            while start < range.upperBound {
                let bytes = try await file.read(start..<min(start + Self.piece, range.upperBound))
                // A file that has become shorter: what was promised cannot be sent, so that the connection is closed.
                guard !bytes.isEmpty else { throw PictureError(.vanished, "the file became shorter while it was sent") }
                try await writer.write(ByteBuffer(bytes: bytes))
                start += bytes.count
            }
            try await writer.finish(nil)
        }
        return Response(status: status, headers: headers, body: body)
    }
}

extension Response {
    /// An answer that has no body, and tells of none: 204, 304.
    static func withoutBody(_ status: HTTPResponse.Status, _ headers: HTTPFields = [:]) -> Response {
        var response = Response(status: status, headers: headers)
        response.headers[.contentLength] = nil
        return response
    }
}

/// A file's name in a header, safe whatever is in it (RFC 6266, RFC 8187).
enum ContentDispositionText {
    static func inline(_ name: String) -> String {
        let plain = name.unicodeScalars.map { scalar in
            let isSafe = (0x20...0x7E).contains(scalar.value) && !"\"\\%;".unicodeScalars.contains(scalar)
            return isSafe ? String(scalar) : "_"
        }
        return "inline; filename=\"\(plain.joined())\"; filename*=UTF-8''\(name.percentEncoded)"
    }
}

extension Answer where Value == FileAnswer {
    /// A file or a part of it.
    static var file: Answer {
        let types = ImageFormat.allCases.map { "image/\($0.rawValue)" } + ["application/octet-stream"]
        let contents = types.map {
            JSON.Member(name: $0, value: ["schema": ["type": "string", "format": "binary"]])
        }
        let range = HeaderDescription(name: "Content-Range", text: "Which bytes these are: `bytes 0-1023/4096`.")
        let description = AnswerDescription(
            text: "The file.", contents: contents, headers: HeaderDescription.ofFiles,
            others: [
                AnswerDescription(
                    status: 206, text: "The range of it.", contents: contents,
                    headers: HeaderDescription.ofFiles + [range]),
                AnswerDescription(
                    status: 304, text: "The client has it already.", contents: [], headers: HeaderDescription.ofCaches),
            ])
        return Answer(description: description, response: \.response)
    }
}

extension HeaderDescription {
    /// Those by which caches go.
    static let ofCaches = [
        HeaderDescription(name: "ETag", text: "Tells this content from others."),
        HeaderDescription(
            name: "Cache-Control", text: "For good when `v` names the content, else to be asked for anew each time."),
    ]

    fileprivate static let ofFiles =
        ofCaches + [
            HeaderDescription(name: "Last-Modified", text: "When the file was last changed."),
            HeaderDescription(name: "Accept-Ranges", text: "`bytes`."),
            HeaderDescription(name: "Content-Disposition", text: "The file's name, to be shown in place."),
        ]
}
