import Hummingbird
import ImageSearchTesting
import Logging
import SearchHTTP
import Synchronization
import Testing

@Suite(.timely) struct FirstRequestTests {
    @Test(arguments: [true, false])
    func `the server has answered a request of its own when it says that it listens`(isReady: Bool) async throws {
        let log = RecordedRequests()
        var service = TestService()
        // What the service depends on may be away: the server listens all the same.
        if !isReady { service.readinessError = CancellationError() }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let application = service.application(logger: Logger(label: "test") { _ in log }) {
            listening.yield($0)
            listening.finish()
        }
        let running = Task { try await application.run() }
        for await port in ports { #expect(port > 0) }
        #expect(log.paths.values == ["/healthz"])
        running.cancel()
        _ = await running.result
    }
}

/// Keeps the paths of answered requests.
private struct RecordedRequests: LogHandler {
    final class Paths: Sendable {
        private let paths = Mutex<[String]>([])
        var values: [String] { paths.withLock { $0 } }
        func add(_ path: String) { paths.withLock { $0.append(path) } }
    }
    let paths = Paths()
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        if let path = event.metadata?["path"] { paths.add("\(path)") }
    }
}
