import NIOHTTP1
import Testing
import Transfers

/// Numbers as nobody writes them, and every server may.
@Suite struct RetryAfterTests {
    static let waits: [(String, Duration?)] = [
        ("0", .zero), ("7", .seconds(7)), ("9223372036854775807", .seconds(Int64.max)),
        ("99999999999999999999", .seconds(Int64.max)), ("-1", nil), ("-9223372036854775808", nil), ("", nil),
        (" ", nil), ("1e308", nil), ("nan", nil), ("inf", nil), ("+5", nil), ("0x10", nil), ("१२", nil),
        ("Wed, 21 Oct 2015 07:28:00 GMT", nil),
    ]

    @Test(arguments: waits)
    func `whatever a server asks to wait, nobody waits longer than the longest wait`(text: String, asked: Duration?) {
        let failure = HTTPFailure(status: .serviceUnavailable, headers: ["retry-after": text])
        #expect(failure.retryAfter == asked)
        let backoff = Backoff(attempts: .max, base: .seconds(1), longest: .seconds(30))
        for attempt in [1, 2, 17, 64, Int.max] {
            let delay = backoff.delay(after: attempt, asked: failure.retryAfter)
            #expect(delay >= min(asked ?? .zero, .seconds(30)) && delay <= .seconds(30))
        }
    }
}
