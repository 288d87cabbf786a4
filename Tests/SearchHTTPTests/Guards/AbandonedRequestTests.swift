import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import NIOCore
import SearchHTTP
import Synchronization
import Testing

/// A model that lets everyone wait until it is told to go on, or the task is cancelled.
private final class WithholdingModel: ImageDecoder, Embedder {
    private struct State {
        var waiting = 0
        var cancelled = 0
        var isOpen = false
    }
    let rules = "fake"
    private let fake = FakeEmbedder()
    private let state = Mutex(State())

    var waiting: Int { state.withLock(\.waiting) }
    var cancelled: Int { state.withLock(\.cancelled) }
    var model: ModelIdentity { fake.model }
    var geometry: PixelGeometry { fake.geometry }

    func goOn() { state.withLock { $0.isOpen = true } }

    func decode(_ file: [UInt8], part: PicturePart?, to geometry: PixelGeometry) async throws -> DecodedPicture {
        try await wait()
        return try await FakeDecoder().decode(file, to: geometry)
    }

    func embed(_ picture: Pixels) async throws -> Embedding { try await fake.embed(picture) }

    func embed(_ text: String) async throws -> Embedding {
        try await wait()
        return try await fake.embed(text)
    }

    private func wait() async throws {
        state.withLock { $0.waiting += 1 }
        defer { state.withLock { $0.waiting -= 1 } }
        do {
            while !state.withLock(\.isOpen) { try await Task.sleep(for: .milliseconds(5)) }
        } catch {
            state.withLock { $0.cancelled += 1 }
            throw error
        }
    }
}

/// Clients that leave before they have an answer.
@Suite(.ends(within: .seconds(120))) struct AbandonedRequestTests {
    private let model = WithholdingModel()
    private let store = MemoryStore()
    private let uploads = MemoryUploadStore()

    private func application(maxTexts: Int = 512, maxUploads: Int = 512, maxConnections: Int = 512)
        -> some ApplicationProtocol
    {
        let looking = Looking(decoder: model, embedder: model, in: store)
        let uploader = Uploader(looking: looking, uploads: uploads, catalogue: store, maxUploads: maxUploads)
        let searcher = Searcher(
            looking: looking, vectors: store, catalogue: store, maxTexts: maxTexts, maxPictures: maxUploads)
        let configuration = SearchAPIConfiguration(maxConnections: maxConnections)
        let flows = SearchFlows(
            searcher: searcher, uploader: uploader, catalogue: store, activity: Activity(),
            vectorizer: Vectorizer(looking: looking), originals: MemoryOriginals(),
            thumbnails: Thumbnails(
                catalogue: store, originals: MemoryOriginals(), maker: FakeThumbnails(), cache: FakeThumbnails()),
            duplicates: DuplicateGroups(catalogue: store, vectors: store), savedSearches: store,
            examples: ExampleQueries(searcher: searcher, catalogue: store, vectors: store, scorer: nil))
        return SearchAPI(flows, configuration: configuration) {}
            .application(logger: .silent)
    }

    private static let search = Array("GET /search-by-text?query=x HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)

    /// A request that nobody else makes: uploads of the same picture are looked at once for all.
    private static func request(_ path: String, _ number: Int) -> [UInt8] {
        if path == "/search-by-text" { return search }
        let body = formBody(FakeDecoder.picture(comment: "\(number)"))
        let head = "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.count)\r\n"
        return Array("\(head)Content-Type: multipart/form-data; boundary=line\r\n\r\n".utf8) + body
    }

    private func until(_ condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test(arguments: ["/search-by-text", "/search-by-image", "/upload"])
    func `what 300 clients have asked who are gone is given up`(path: String) async throws {
        try await application().test(.live) { client in
            let port = try #require(client.port)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        try await Connection.with(port: port) { connection in
                            try await connection.send(Self.request(path, number))
                            try await until { model.waiting == 300 || model.cancelled > 0 }
                        }
                    }
                }
                try await group.waitForAll()
            }
            // A call counts as cancelled a moment before it no longer waits.
            try await until { model.cancelled == 300 && model.waiting == 0 }
            model.goOn()
            let answer = try await client.execute(uri: "/search-by-text?query=x", method: .get)
            #expect(answer.status == .ok)
        }
        #expect(try await store.count() == 0)
    }

    @Test func `a client that has only closed its own side gets its answer`() async throws {
        try await application().test(.live) { client in
            let answer = try await Connection.with(port: try #require(client.port)) { connection in
                try await connection.send(Self.search)
                try await until { model.waiting == 1 }
                connection.finish()
                // The server makes sure that somebody is there, and goes on.
                let sign = try await connection.read(until: "Continue\r\n\r\n")
                #expect(sign == "HTTP/1.1 100 Continue\r\n\r\n")
                model.goOn()
                return try await connection.read(until: nil)
            }
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
        }
        #expect(model.cancelled == 0)
    }

    @Test(arguments: ["/search-by-text", "/search-by-image", "/upload"])
    func `what would wait beyond the limit is asked to come back`(path: String) async throws {
        try await application(maxTexts: 3, maxUploads: 3).test(.live) { client in
            let port = try #require(client.port)
            try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<4 {
                    group.addTask {
                        try await Connection.with(port: port) { connection in
                            if number == 3 { try await until { model.waiting == 3 } }
                            try await connection.send(Self.request(path, number))
                            return try await connection.read(until: number < 3 && path != "/upload" ? "[]" : "}")
                        }
                    }
                }
                let refused = try #require(try await group.next())
                #expect(refused.hasPrefix("HTTP/1.1 503 "))
                #expect(refused.contains("Retry-After: 5\r\n"))
                #expect(refused.contains("Try again shortly."))
                model.goOn()
                for try await answer in group { #expect(answer.hasPrefix("HTTP/1.1 200 OK")) }
            }
        }
    }

    @Test func `connections above the limit are refused until others have left`() async throws {
        try await application(maxConnections: 3).test(.live) { client in
            let port = try #require(client.port)
            let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
            try await Connection.with(port: port) { first in
                try await first.send(request)
                _ = try await first.read(until: "}")
                try await Connection.with(port: port) { second in
                    try await second.send(request)
                    _ = try await second.read(until: "}")
                    try await Connection.with(port: port) { third in
                        try await third.send(request)
                        _ = try await third.read(until: "}")
                        let refused = try await Connection.with(port: port) { fourth in
                            try await fourth.send(request)
                            return try await fourth.read(until: nil)
                        }
                        #expect(refused.hasPrefix("HTTP/1.1 503 "))
                        #expect(refused.contains("Retry-After: 5\r\n"))
                        #expect(refused.hasSuffix(#"{"detail":"Too many connections. Try again shortly."}"#))
                    }
                }
            }
            var isServed = false
            while !isServed {
                isServed = try await Connection.with(port: port) { connection in
                    try await connection.send(request)
                    return try await connection.read(until: "}").hasPrefix("HTTP/1.1 200 OK")
                }
            }
        }
    }
}
