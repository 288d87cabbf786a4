import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import Logging
import Testing

@testable import SearchHTTP

/// An error of the core, and how a client hears of it.
private struct ErrorCase: Sendable, CustomTestStringConvertible {
    let error: any Error & Sendable
    let status: Int
    var detail: String?

    var testDescription: String { "\(error) is \(status)" }
}

private struct Mishap: Error, CustomStringConvertible {
    let description = "SELECT * FROM /srv/secret"
}

@Suite struct ErrorTests {
    private static let secret = "password=secret host=/srv/secret"

    private static let pictureErrors = [
        ErrorCase(error: PictureError(.notAPicture, "text"), status: 415, detail: "not a picture: text"),
        ErrorCase(error: PictureError(.damaged, "cut off"), status: 422, detail: "damaged: cut off"),
        ErrorCase(error: PictureError(.noEmbedding, "nan"), status: 422, detail: "no embedding: nan"),
        ErrorCase(error: PictureError(.tooManyBytes, "65 MB"), status: 413, detail: "file too large: 65 MB"),
        ErrorCase(error: PictureError(.tooManyPixels, "101 MP"), status: 413, detail: "too many pixels: 101 MP"),
        ErrorCase(error: PictureError(.tooMuchMemory, "2 GB"), status: 413, detail: "too much memory: 2 GB"),
        ErrorCase(error: PictureError(.tooComplex, "501 scans"), status: 422, detail: "too complex: 501 scans"),
        ErrorCase(error: PictureError(.tooSlow, "10 s"), status: 422, detail: "too slow to decode: 10 s"),
        ErrorCase(error: PictureError(.undecodable, "signal 11"), status: 422, detail: "undecodable: signal 11"),
        ErrorCase(error: DecoderUnavailable("no process", cause: secret), status: 503, detail: "no process"),
        ErrorCase(error: PictureError(.unreadable, secret), status: 500),
        ErrorCase(error: PictureError(.vanished, secret), status: 500),
        ErrorCase(error: Mishap(), status: 500),
        ErrorCase(error: SourceError(secret), status: 500),
    ]

    private static let storeErrors = [
        ErrorCase(error: StoreError(.unavailable, "no database", cause: secret), status: 503, detail: "no database"),
        ErrorCase(error: StoreError(.otherModel, "other model", cause: secret), status: 503, detail: "other model"),
        ErrorCase(error: StoreError(.unsuitableServer, "too old", cause: secret), status: 503, detail: "too old"),
        ErrorCase(error: StoreError(.alreadyInUse, "in use", cause: secret), status: 503, detail: "in use"),
        ErrorCase(error: StoreError(.full, "no space", cause: secret), status: 507, detail: "no space"),
        ErrorCase(
            error: StoreError(.unavailable, "no database", hint: .databaseRunning), status: 503,
            detail: "no database: (databaseRunning)"),
        ErrorCase(error: StoreError(.failed, secret, cause: secret), status: 500),
        ErrorCase(error: StoreError(.failed, secret, hint: .install), status: 500),
        ErrorCase(error: QueryError(.limit, "limit: too many"), status: 422, detail: "limit: too many"),
        ErrorCase(error: Overloaded("too much"), status: 503, detail: "too much"),
        ErrorCase(error: CancellationError(), status: 503, detail: "The server is shutting down."),
    ]

    @Test(arguments: pictureErrors)
    private func `an error about a picture has its status`(example: ErrorCase) async throws {
        let service = TestService()
        service.model.fail(with: example.error)
        try await service.application().test(.router) { client in
            for route in ["/upload", "/search-by-image"] {
                check(try await client.send(FakeDecoder.picture(), to: route), example, route)
            }
        }
    }

    @Test(arguments: storeErrors)
    private func `an error of the store has its status`(example: ErrorCase) async throws {
        var service = TestService()
        service.faultyStore = FaultyStore(error: example.error)
        try await service.application().test(.router) { client in
            check(try await client.send(FakeDecoder.picture(), to: "/upload"), example, "/upload")
            let byImage = try await client.send(FakeDecoder.picture(), to: "/search-by-image")
            check(byImage, example, "/search-by-image")
            let byText = try await client.execute(uri: "/search-by-text?query=x", method: .get)
            check(byText, example, "/search-by-text")
        }
    }

    @Test func `no space for an upload is told as such`() async throws {
        var service = TestService()
        service.uploadError = StoreError(.full, "no space left for uploads")
        try await service.application().test(.router) { client in
            let response = try await client.send(FakeDecoder.picture(), to: "/upload")
            let example = ErrorCase(error: Mishap(), status: 507, detail: "no space left for uploads")
            check(response, example, "/upload")
        }
        #expect(try await service.store.count() == 0)
    }

    /// Errors that come in thousands when they come.
    @Test(arguments: [
        Overloaded("too much") as any Error & Sendable, StoreError(.unavailable, "no database", cause: ""),
    ])
    func `a server that refuses for now does not fill its log`(error: any Error & Sendable) async throws {
        let log = RecordedLog()
        var service = TestService()
        service.faultyStore = FaultyStore(error: error)
        try await service.application(logger: Logger(label: "test") { _ in log }).test(.router) { client in
            for _ in 0..<50 { _ = try await client.execute(uri: "/search-by-text?query=x", method: .get) }
        }
        let loud = log.lines.filter { $0.level >= .warning }
        #expect(!loud.isEmpty && loud.count < 50)
        #expect(loud.allSatisfy { $0.level == .warning })
    }

    @Test func `a fault of the server is logged each time`() async throws {
        let log = RecordedLog()
        var service = TestService()
        service.faultyStore = FaultyStore(error: Mishap())
        try await service.application(logger: Logger(label: "test") { _ in log }).test(.router) { client in
            for _ in 0..<3 { _ = try await client.execute(uri: "/search-by-text?query=x", method: .get) }
        }
        #expect(log.lines.count { $0.level == .error } == 3)
    }

    @Test func `one line in some seconds stands for all of that time`() {
        let limit = LogLimit(interval: .seconds(5))
        let start = ContinuousClock.now
        let counts = [0, 1, 4.9, 5, 5, 9, 12].map { limit.count(at: start + .seconds($0)) }
        #expect(counts == [1, nil, nil, 3, nil, nil, 3])
    }

    private func check(_ response: TestResponse, _ example: ErrorCase, _ route: String) {
        #expect(Int(response.status.code) == example.status)
        #expect(String(buffer: response.body) == #"{"detail":"\#(example.detail ?? "Internal Server Error")"}"#)
        #expect((response.headers[.retryAfter] != nil) == (example.status == 503))
        let endpoint = TestService().api.endpoints.first { $0.path.matches(route) }
        // A search keeps nothing, so the store has no reason to be full.
        guard example.status != 507 || route == "/upload" else { return }
        #expect(endpoint?.description?.errors.contains { $0.status == example.status } == true)
    }
}
