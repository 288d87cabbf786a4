import Hummingbird
import ImageSearchTesting
import Logging
import SearchHTTP
import Testing

@Suite(.timely) struct WarmUpRequestTests {
    @Test(arguments: [true, false])
    func `the server has answered a request of its own when it says that it listens`(isReady: Bool) async throws {
        let log = RecordedLog()
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
        #expect(log.lines.compactMap { $0.metadata?["path"]?.description } == ["/healthz"])
        running.cancel()
        _ = await running.result
    }
}
