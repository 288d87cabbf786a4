import Dispatch
import ImageSearch
import Synchronization
import Testing

@testable import VipsDecoding

struct ConcurrencyTests {
    @Test func `many tasks at once get the same pixels`() async throws {
        let decoder = try VipsImageDecoder(concurrency: 4)
        let files = try ["large-photo.jpg", "png-interlaced.png", "webp-lossy.webp", "heic-plain.heic"].map(
            Fixtures.bytes)
        let results = try await withThrowingTaskGroup(of: [Pixels].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var pixels: [Pixels] = []
                    for file in files {
                        pixels.append(try await decoder.decode(file, to: PixelGeometry(side: 64)).pixels)
                    }
                    return pixels
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count == 8)
        #expect(results.allSatisfy { $0 == results[0] })
    }

    @Test func `no more work runs at once than was asked for`() async throws {
        let queue = DecodingQueue(width: 2)
        let gauge = Gauge()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await queue.run {
                        gauge.add(1)
                        gauge.add(-1)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect((1...2).contains(gauge.most))
    }

    @Test func `work that was cancelled while it waited does not start`() async throws {
        let queue = DecodingQueue(width: 1)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let gate = DispatchSemaphore(value: 0)
        let first = Task {
            try await queue.run {
                start.finish()
                gate.wait()
            }
        }
        for await _ in started {}
        let second = Task { try await queue.run { Issue.record("it started") } }
        second.cancel()
        gate.signal()
        try await first.value
        await #expect(throws: CancellationError.self) { try await second.value }
    }
}

/// Counts what runs, and remembers the most.
private final class Gauge: Sendable {
    private let state = Mutex((now: 0, most: 0))

    var most: Int { state.withLock(\.most) }

    func add(_ change: Int) {
        state.withLock { state in
            state.now += change
            state.most = max(state.most, state.now)
        }
    }
}
