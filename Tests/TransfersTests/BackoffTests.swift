import NIOHTTP1
import Testing
import Transfers

@Suite struct BackoffTests {
    private let backoff = Backoff(attempts: 5, base: .milliseconds(100), longest: .seconds(2))

    @Test(arguments: [(1, 50, 100), (2, 100, 200), (4, 400, 800), (9, 1000, 2000), (1000, 1000, 2000)])
    func `waits double, half left to chance, up to the longest`(attempt: Int, shortest: Int, longest: Int) {
        for _ in 0..<100 {
            let delay = backoff.delay(after: attempt)
            #expect(delay >= .milliseconds(shortest) && delay <= .milliseconds(longest))
        }
    }

    @Test func `what a server asks for is never undercut, within reason`() {
        #expect(backoff.delay(after: 1, asked: .seconds(1)) == .seconds(1))
        #expect(backoff.delay(after: 1, asked: .seconds(3600)) == .seconds(2))
    }

    @Test func `an answer tells how long to wait, and whether to`() {
        let busy = HTTPFailure(status: .tooManyRequests, headers: ["retry-after": "7"])
        #expect(busy.retryAfter == .seconds(7) && busy.isTransient)
        #expect(HTTPFailure(status: .serviceUnavailable, headers: ["retry-after": "soon"]).retryAfter == nil)
        #expect(!HTTPFailure(status: .forbidden, headers: [:]).isTransient)
    }

    @Test func `a transfer is tried as often as is said, and no oftener`() async throws {
        var attempts = 0
        await #expect(throws: HTTPFailure.self) {
            try await retrying(Backoff(attempts: 3, base: .zero)) {
                attempts += 1
                throw HTTPFailure("cut")
            }
        }
        #expect(attempts == 3)
    }
}
