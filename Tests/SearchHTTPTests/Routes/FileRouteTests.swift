import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import Testing

@testable import SearchHTTP

@Suite struct FileRouteTests {
    /// The beginning of a JPEG file, and more than is sent at once.
    private static let bytes: [UInt8] =
        [0xFF, 0xD8, 0xFF, 0xE0] + (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    private static let location = PictureLocation(source: "phone", path: "trips/naïve \"x\";\n\u{202E}.jpg")
    private static let id = PictureID(location)
    private static let modified: Int64 = 784_111_777_000_000_000
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"

    private func service(_ content: [UInt8] = bytes, changed: Int64 = modified) async throws -> TestService {
        let service = TestService()
        let file = PictureFile(location: Self.location, size: Int64(Self.bytes.count), modified: Self.modified)
        try await service.store.save([
            Picture(
                file: file, content: ContentHash(of: Self.bytes),
                embedding: try Embedding(normalizing: [1, 2, 3, 4]), facts: nil)
        ])
        service.originals.put(content, at: Self.location, modified: changed)
        return service
    }

    private func ask(
        _ service: TestService, _ headers: HTTPFields = [:], query: String = "", method: HTTPRequest.Method = .get
    ) async throws -> TestResponse {
        try await service.application().test(.router) { client in
            try await client.execute(uri: "/images/\(Self.id)/file\(query)", method: method, headers: headers)
        }
    }

    private static var tag: String { "\"\(ContentHash(of: bytes))\"" }

    @Test func `a file is sent whole, as what it is and nothing else`() async throws {
        let response = try await ask(try await service())
        #expect(response.status == .ok)
        #expect(Array(response.body.readableBytesView) == Self.bytes)
        #expect(response.headers[.contentType] == "image/jpeg")
        #expect(response.headers[.contentLength] == "\(Self.bytes.count)")
        #expect(response.headers[.eTag] == Self.tag)
        #expect(response.headers[.lastModified] == Self.date)
        #expect(response.headers[.acceptRanges] == "bytes")
        #expect(response.headers[.cacheControl] == "private, no-cache")
        #expect(response.headers[.xContentTypeOptions] == "nosniff")
        #expect(response.headers[.contentSecurityPolicy]?.contains("sandbox") == true)
        let name = "na%C3%AFve%20%22x%22%3B%0A%E2%80%AE.jpg"
        #expect(
            response.headers[.contentDisposition] == "inline; filename=\"na_ve _x____.jpg\"; filename*=UTF-8''\(name)")
    }

    @Test func `HEAD tells the same without the file`() async throws {
        let response = try await ask(try await service(), method: .head)
        #expect(response.status == .ok && response.body.readableBytes == 0)
        #expect(response.headers[.contentLength] == "\(Self.bytes.count)")
        #expect(response.headers[.eTag] == Self.tag)
    }

    @Test(arguments: [
        ("bytes=0-0", 0..<1), ("bytes=10-99", 10..<100), ("bytes=699999-", 699_999..<700_004),
        ("bytes=-4", 700_000..<700_004),
        ("bytes=0-99999999999999999999", 0..<700_004), ("BYTES=5-6", 5..<7), ("bytes=-99999999", 0..<700_004),
        ("bytes=262100-524300", 262_100..<524_301),
    ])
    func `a range is sent alone`(header: String, range: Range<Int>) async throws {
        let response = try await ask(try await service(), [.range: header])
        #expect(response.status == .partialContent)
        #expect(response.body.readableBytesView.elementsEqual(Self.bytes[range]))
        #expect(response.headers[.contentRange] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/700004")
        #expect(response.headers[.contentLength] == "\(range.count)")
    }

    @Test(arguments: [
        "bytes=0-1,5-6", "bytes=9-2", "bytes=a-b", "bytes", "bytes=", "bytes=-", "lines=1-2", "bytes=+1-2", "",
    ])
    func `a range in another form is passed over`(header: String) async throws {
        let response = try await ask(try await service(), [.range: header])
        #expect(response.status == .ok && response.body.readableBytes == Self.bytes.count)
    }

    @Test(arguments: ["bytes=700004-", "bytes=700004-700005", "bytes=-0", "bytes=99999999999999999999-"])
    func `a range that is not there is refused`(header: String) async throws {
        let response = try await ask(try await service(), [.range: header])
        #expect(response.status == .rangeNotSatisfiable)
        #expect(response.headers[.contentRange] == "bytes */700004")
    }

    @Test func `a range is wanted of the same file only`() async throws {
        let service = try await service()
        for (condition, status) in [
            (Self.tag, 206), (Self.date, 206), ("\"other\"", 200), ("W/\(Self.tag)", 200), ("", 200),
        ] {
            let response = try await ask(service, [.range: "bytes=0-9", .ifRange: condition])
            #expect(Int(response.status.code) == status, "\(condition)")
        }
    }

    @Test func `what the client has is not sent again`() async throws {
        let service = try await service()
        let conditions: [(HTTPFields, Int)] = [
            ([.ifNoneMatch: Self.tag], 304), ([.ifNoneMatch: "\"a\", W/\(Self.tag)"], 304), ([.ifNoneMatch: "*"], 304),
            ([.ifNoneMatch: "\"a\""], 200), ([.ifModifiedSince: Self.date], 304),
            ([.ifModifiedSince: "Sun, 06 Nov 1994 08:49:38 GMT"], 200),
            ([.ifNoneMatch: "\"a\"", .ifModifiedSince: Self.date], 200),
            ([.ifNoneMatch: Self.tag, .range: "bytes=0-1"], 304),
        ]
        for (headers, status) in conditions {
            let response = try await ask(service, headers)
            #expect(Int(response.status.code) == status, "\(headers)")
            guard status == 304 else { continue }
            #expect(response.body.readableBytes == 0 && response.headers[.eTag] == Self.tag)
            #expect(response.headers[.contentLength] == nil)
        }
    }

    @Test func `a URL that names the content may be kept for good`() async throws {
        let version = ContentHash(of: Self.bytes).description.prefix(16)
        let named = try await ask(try await service(), query: "?v=\(version)")
        #expect(named.headers[.cacheControl] == "private, max-age=31536000, immutable")
        let other = try await ask(try await service(), query: "?v=0123")
        #expect(other.headers[.cacheControl] == "private, no-cache")
        let changed = try await ask(try await service(changed: 5), query: "?v=\(version)")
        #expect(changed.headers[.cacheControl] == "private, no-cache")
    }

    @Test func `a file that has changed since is told from what was stored, and never shown as a page`() async throws {
        let page = Array("<html><script>alert(1)</script>".utf8)
        let response = try await ask(try await service(page, changed: 5))
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "application/octet-stream")
        #expect(response.headers[.eTag] == "\"\(page.count)-5\"")
    }

    @Test func `an empty file is sent as such`() async throws {
        let response = try await ask(try await service([]))
        #expect(response.status == .ok && response.headers[.contentLength] == "0")
        let range = try await ask(try await service([]), [.range: "bytes=0-1"])
        #expect(range.status == .rangeNotSatisfiable)
    }

    @Test(arguments: [
        (PictureError(.vanished, "x"), 404), (PictureError(.unreadable, "/secret"), 503),
        (PictureError(.tooManyBytes, "x"), 413),
    ])
    func `a file that cannot be opened is told without its path`(error: PictureError, status: Int) async throws {
        let service = try await service()
        service.originals.fail(with: error)
        let response = try await ask(service)
        #expect(Int(response.status.code) == status)
        #expect(!String(buffer: response.body).contains("secret"))
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (-62_135_596_800, "0001-01-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
    ])
    func `moments are written as calendars have them`(moment: Int64, text: String) {
        #expect(MomentText(moment).iso8601(offset: 0) == text)
    }
}
