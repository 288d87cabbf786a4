import AsyncHTTPClient
import Foundation
import HTTPTesting
import ImageSearch
import ImageSearchTesting
import NIOHTTP1
import Synchronization
import Testing
import Transfers

@testable import ImageSources

/// Against a server that fails as networks and buckets do.
@Suite(.ends(within: .seconds(180))) struct FlakyBucketTests {
    @Test(arguments: Fault.allCases) func `a fault that passes is tried again`(fault: Fault) async throws {
        try await withTemporaryFolder { folder in
            let bucket = FakeBucket(keys: (0..<40).map { "\($0).jpg" }) { attempt, response in
                attempt <= 2 ? fault.applied(to: response) : response
            }
            let summary = try await LocalServer.run(bucket.answer) { server in
                try await download(from: server.url, into: folder)
            }
            #expect(summary.failures == [] && summary.downloaded == 40)
            for key in bucket.keys {
                #expect(try Data(contentsOf: folder.appending(path: key)) == Data(FakeBucket.bytes(of: key)))
            }
        }
    }

    @Test(arguments: Fault.allCases) func `an object that always fails costs itself`(fault: Fault) async throws {
        try await withTemporaryFolder { folder in
            let bucket = FakeBucket(keys: ["a.jpg", "bad.jpg", "c.jpg"]) { _, response in
                response
            }
            let answer: LocalServer.Answer = { request in
                let response = bucket.answer(request)
                return request.target.contains("bad.jpg") ? response.flatMap(fault.applied) : response
            }
            let summary = try await LocalServer.run(answer) { try await download(from: $0.url, into: folder) }
            #expect(summary.downloaded == 2)
            #expect(summary.failures.map(\.path) == ["bad.jpg"])
            let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            #expect(!left.contains { $0.hasSuffix(".part") || $0.hasSuffix("bad.jpg") })
        }
    }

    @Test func `a refused object is not asked for again`() async throws {
        try await withTemporaryFolder { folder in
            let bucket = FakeBucket(keys: ["a.jpg", "secret.jpg"]) { _, response in response }
            try await LocalServer.run({ request in
                request.target.contains("secret.jpg") ? LocalResponse(.forbidden) : bucket.answer(request)
            }) { server in
                let summary = try await download(from: server.url, into: folder)
                #expect(summary.downloaded == 1 && summary.failures.count == 1)
                #expect(server.requests.count { $0.target.contains("secret.jpg") } == 1)
            }
        }
    }

    @Test func `keys that no folder can hold as they are arrive safely`() async throws {
        try await withTemporaryFolder { outer in
            let folder = outer.appending(path: "target")
            let keys = [
                "../../escape.jpg", "/root.jpg", "//twice.jpg", "a.jpg", "a.jpg/inside.jpg", "A.jpg", "A.JPG",
                "e\u{301}.jpg", "\u{e9}.jpg", " space .jpg", "tab\tcontrol\u{1}.gif",
                String(repeating: "long", count: 200) + ".jpg", "\u{feff}mark.jpg", "\u{fffe}.jpg",
                "in\u{feff}/\u{feff}.png",
                "nul\u{0}.jpg", "%41%zz%.jpg", "a+b c.jpg", "folder /trailing.jpg", "mark\u{feff}.jpg",
            ]
            let bucket = FakeBucket(keys: keys) { _, response in response }
            let summary = try await LocalServer.run(bucket.answer) { try await download(from: $0.url, into: folder) }
            #expect(summary.failures == [] && summary.downloaded == keys.count)
            let source = FolderSource(name: "s", root: folder.path)
            var found: [[UInt8]] = []
            for try await case .picture(let file) in try await source.list() {
                let key = ObjectPath.key(of: file.location.path)
                #expect(try await source.read(file) == FakeBucket.bytes(of: key))
                found.append(Array(key.utf8))
            }
            #expect(Set(found) == Set(keys.map { Array($0.utf8) }))
            #expect(try FileManager.default.contentsOfDirectory(atPath: outer.path) == ["target"])
        }
    }

    @Test func `a server that goes away for good ends the download in one line, and the next one goes on`() async throws
    {
        try await withTemporaryFolder { folder in
            let keys = (100..<400).map { "\($0).jpg" }
            let answered = Atomic(0)
            let bucket = FakeBucket(keys: keys) { _, response in response }
            await #expect(throws: SourceError.self) {
                try await LocalServer.run({ request in
                    answered.add(1, ordering: .relaxed).newValue > 50 ? nil : bucket.answer(request)
                }) { server in
                    try await download(from: server.url, into: folder, backoff: Backoff(attempts: 1))
                }
            }
            let summary = try await LocalServer.run(bucket.answer) { try await download(from: $0.url, into: folder) }
            #expect(summary.unchanged > 0 && summary.downloaded + summary.unchanged == keys.count)
        }
    }

    @Test func `a server that is not there is told in one line`() async throws {
        try await withTemporaryFolder { folder in
            let error = await #expect(throws: SourceError.self) {
                try await download(from: "http://127.0.0.1:1", into: folder)
            }
            let line = try #require(error).description
            #expect(line.contains("cannot reach") && !line.contains("\n"))
            #expect(error?.hint == .bucketNetwork)
        }
    }

    @Test func `a cancelled download stops, and the next one goes on`() async throws {
        try await withTemporaryFolder { folder in
            let keys = (100..<300).map { "\($0).jpg" }
            let bucket = FakeBucket(keys: keys) { _, response in response }
            // It cannot end before it is cancelled, however late that is.
            let isWithheld = Atomic(true)
            try await LocalServer.run({ request in
                var response = bucket.answer(request)
                response?.isWithheld = request.target.hasPrefix("/pics/2") && isWithheld.load(ordering: .relaxed)
                return response
            }) { server in
                let (started, start) = AsyncStream<Void>.makeStream()
                let task = Task {
                    try await download(from: server.url, into: folder) { if $0.finished == 20 { start.yield() } }
                }
                for await _ in started { break }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                isWithheld.store(false, ordering: .relaxed)
                let summary = try await download(from: server.url, into: folder)
                #expect(summary.unchanged >= 20 && summary.downloaded + summary.unchanged == keys.count)
            }
        }
    }

    struct Answer: CustomTestStringConvertible, Sendable {
        let body: String
        var type = "application/xml"
        let says: String
        /// What is transient when it happens once is told as the network.
        var hint = Hint.bucketAddress
        var testDescription: String { "\(says): \(body.prefix(60))" }
    }

    private static func listing(_ inner: String) -> String { "<ListBucketResult>\(inner)</ListBucketResult>" }
    private static let object = "<Contents><Key>a.jpg</Key><Size>1</Size></Contents>"
    private static let more = "<IsTruncated>true</IsTruncated><NextContinuationToken>"

    private static let answers = [
        Answer(body: "", says: "the answer is empty"),
        Answer(body: "<!DOCTYPE html>\n<html><body>sign in", type: "text/html", says: "an HTML page"),
        Answer(body: "<HTML></HTML>", says: "an HTML page"),
        Answer(body: #"{"error": "x"}"#, type: "application/json", says: "no XML but application/json"),
        Answer(body: "\u{1f}junk", says: "no readable XML"),
        Answer(
            body: #"<?xml version="1.0"?><ListAllMyBucketsResult xmlns="x"><Buckets/></ListAllMyBucketsResult>"#,
            says: "<ListAllMyBucketsResult>"),
        Answer(body: "<Error><Code>Slow\u{1b}Down</Code></Error>", says: "an error (SlowDown)"),
        Answer(body: "<ListBucketResults/>", says: "<ListBucketResults>"),
        Answer(body: listing("<IsTruncated>true</IsTruncated>"), says: "without a next page"),
        Answer(body: listing("<IsTruncated>perhaps</IsTruncated>"), says: "whether it goes on"),
        Answer(body: listing(more + "same</NextContinuationToken>"), says: "round in circles"),
        Answer(body: listing("<KeyCount>2</KeyCount>" + object), says: "tells of 2 keys and holds 1"),
        Answer(body: listing("<KeyCount>many</KeyCount>" + object), says: "tells of many keys"),
        Answer(
            body: String(listing(object).dropLast(9)), says: "the listing breaks off",
            hint: .bucketNetwork),
        Answer(
            body: listing(object).replacing("</Key>", with: "</Kay>"), says: "no proper XML",
            hint: .bucketNetwork),
        Answer(
            body: listing(object + "&unknown;"), says: "no proper XML",
            hint: .bucketNetwork),
        Answer(body: listing(String(repeating: "<a>", count: 1_000_000)), says: "16 deep"),
        Answer(body: String(repeating: "<a>", count: 1_000_000), says: "<a>"),
    ]

    @Test(arguments: answers) func `an answer that is no listing is an error that says what came`(answer: Answer)
        async throws
    {
        try await withTemporaryFolder { folder in
            let error = await #expect(throws: SourceError.self) {
                try await LocalServer.run({ request in
                    guard !request.target.hasPrefix("/pics/") else { return LocalResponse(body: [1]) }
                    return LocalResponse(headers: ["content-type": answer.type], body: Array(answer.body.utf8))
                }) { try await download(from: $0.url, into: folder) }
            }
            let line = try #require(error).description
            #expect(line.contains(answer.says) && error?.hint == answer.hint, "\(line)")
            #expect(line.utf8.count < 400 && !line.contains("\u{1b}") && !line.contains("\n"), "\(line)")
        }
    }

    @Test(arguments: ["alternating", "new marks, the same objects", "new marks, no objects"])
    func `a listing without an end is found out`(kind: String) async throws {
        try await withTemporaryFolder { folder in
            let asked = Atomic(0)
            let error = await #expect(throws: SourceError.self) {
                try await LocalServer.run({ request in
                    guard !request.target.hasPrefix("/pics/") else { return LocalResponse(body: [1]) }
                    let number = asked.add(1, ordering: .relaxed).newValue
                    // Who is not found out by then has looked in vain.
                    guard number < 3_000 else { return LocalResponse(body: Array(Self.listing("").utf8)) }
                    let token = kind == "alternating" ? number % 2 : number
                    let key = kind == "alternating" ? "<Key>\(token)" : "<Key>"
                    let object = kind == "new marks, no objects" ? "" : Self.object.replacing("<Key>", with: key)
                    let page = Self.listing(object + Self.more + "\(token)</NextContinuationToken>")
                    return LocalResponse(body: Array(page.utf8))
                }) { try await download(from: $0.url, into: folder) }
            }
            let line = try #require(error).description
            #expect(line.contains("round in circles"), "\(line)")
        }
    }

    @Test func `a key that is no text costs itself`() async throws {
        try await withTemporaryFolder { folder in
            let page = Self.listing(
                "<EncodingType>url</EncodingType><Contents><Key>%FF.jpg</Key><Size>1</Size></Contents>" + Self.object)
            let summary = try await LocalServer.run({ request in
                LocalResponse(body: request.target.hasPrefix("/pics/") ? [1] : Array(page.utf8))
            }) { try await download(from: $0.url, into: folder) }
            #expect(summary.downloaded == 1 && summary.failures.map(\.path) == ["%FF.jpg"])
        }
    }

    @Test(
        arguments: [
            ("<Size>1</Size>", "an object"), ("<Key></Key><Size>1</Size>", "an object"), ("<Key>b.jpg</Key>", "b.jpg"),
            ("<Key>b.jpg</Key><Size>-1</Size>", "b.jpg"), ("<Key>b.jpg</Key><Size>many</Size>", "b.jpg"),
            ("<Key>b.jpg</Key><Size>9223372036854775808</Size>", "b.jpg"),
        ])
    func `an entry without a key or a possible size costs itself`(entry: String, named: String) async throws {
        try await withTemporaryFolder { folder in
            let page = Self.listing("<Contents>\(entry)</Contents>" + Self.object)
            let summary = try await LocalServer.run({ request in
                LocalResponse(body: request.target.hasPrefix("/pics/") ? [1] : Array(page.utf8))
            }) { try await download(from: $0.url, into: folder) }
            #expect(summary.downloaded == 1 && summary.failures.map(\.path) == [named])
            #expect(summary.failures.first?.reason.contains("the bucket lists it without") == true)
        }
    }

    @Test func `a session token is sent, and signed`() async throws {
        try await withTemporaryFolder { folder in
            let credentials = BucketAddress.Credentials(accessKey: "k", secretKey: "s", sessionToken: "the-token")
            try await LocalServer.run({ _ in LocalResponse(body: Array(Self.listing("").utf8)) }) { server in
                let address = try BucketAddress(endpoint: server.url, bucket: "pics", credentials: credentials)
                try await HTTPClient.withHTTPClient(configuration: .fileTransfer) { client in
                    _ = try await BucketDownloader(from: address, into: folder.path, client: client).run()
                }
                let headers = try #require(server.requests.first).headers
                #expect(headers.first(name: "x-amz-security-token") == "the-token")
                #expect(headers.first(name: "authorization")?.contains("x-amz-security-token") == true)
            }
        }
    }
}

/// What can go wrong with an answer.
enum Fault: String, CaseIterable, Sendable {
    case unavailable, slowDown, cutBeforeAnswer, cutInBody, shortBody, longBody

    func applied(to response: LocalResponse) -> LocalResponse? {
        var response = response
        switch self {
        case .unavailable: return LocalResponse(.serviceUnavailable)
        case .slowDown: return LocalResponse(.tooManyRequests, headers: ["retry-after": "0"])
        case .cutBeforeAnswer: return nil
        case .cutInBody: response.cutAfter = response.body.count / 2
        case .shortBody: response.body.removeLast()
        case .longBody: response.body.append(0)
        }
        return response
    }
}

/// A bucket in memory, which lists three keys a page.
final class FakeBucket: Sendable {
    let keys: [String]
    private let attempts = Mutex<[String: Int]>([:])
    private let change: @Sendable (_ attempt: Int, _ response: LocalResponse) -> LocalResponse?

    /// Takes how the answer to each attempt is changed.
    init(
        keys: [String],
        change: @escaping @Sendable (_ attempt: Int, _ response: LocalResponse) -> LocalResponse?
    ) {
        self.keys = keys
        self.change = change
    }

    static func bytes(of key: String) -> [UInt8] { Array("the bytes of \(key)".utf8) }

    func answer(_ request: LocalRequest) -> LocalResponse? {
        let attempt = attempts.withLock { attempts in
            attempts[request.target, default: 0] += 1
            return attempts[request.target] ?? 0
        }
        return change(attempt, response(to: request.target))
    }

    private func response(to target: String) -> LocalResponse {
        if target.hasPrefix("/pics?") { return LocalResponse(body: Array(page(target).utf8)) }
        // By what is sent: Foundation's decoding would take a byte order mark away.
        guard let key = keys.first(where: { "/pics/" + SigV4.encode($0, isPath: true) == target }) else {
            return LocalResponse(.notFound)
        }
        return LocalResponse(body: Self.bytes(of: key))
    }

    private func page(_ target: String) -> String {
        let start = target.firstMatch(of: /continuation-token=(\d+)/).flatMap { Int($0.output.1) } ?? 0
        let contents = keys[start...].prefix(3).map { key in
            let encoded = SigV4.encode(key).replacing("%20", with: "+")
            return
                "<Contents><Key>\(encoded)</Key><Size>\(Self.bytes(of: key).count)</Size><ETag>&quot;e&quot;</ETag></Contents>"
        }
        let next = start + 3 < keys.count ? "<NextContinuationToken>\(start + 3)</NextContinuationToken>" : ""
        return "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>\(!next.isEmpty)</IsTruncated>\(next)"
            + contents.joined() + "</ListBucketResult>"
    }
}
