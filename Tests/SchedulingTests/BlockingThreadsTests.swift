import Dispatch
import Foundation
import ImageSearchTesting
import Platform
import Synchronization
import Testing

@testable import Scheduling

/// Calls that never return, as those on a share whose server is gone.
@Suite(.timely) struct BlockingThreadsTests {
    /// A pipe that nobody writes into: to open it takes for ever.
    private func withPipe(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "pipe-\(UUID().uuidString)").path
        try #require(mkfifo(path, 0o600) == 0)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    /// Tasks that open the pipe, as many more as there are threads.
    private func hang(_ threads: BlockingThreads, on pipe: String, begun: DispatchSemaphore) -> [Task<Int32, any Error>]
    {
        (0..<12).map { _ in
            Task {
                try await threads.run {
                    begun.signal()
                    return open(pipe, O_RDONLY)
                }
            }
        }
    }

    @Test func `a place that hangs holds up no other, and its calls are let go when they are cancelled`() async throws {
        try await withPipe { pipe in
            let (hanging, begun) = (BlockingThreads("hanging", limit: 4), DispatchSemaphore(value: 0))
            let tasks = hang(hanging, on: pipe, begun: begun)
            for _ in 0..<4 { try await blockingUntilCancelled { begun.wait() } }
            #expect(try await BlockingThreads("other", limit: 1).run { 7 } == 7)
            #expect(try await blocking { 7 } == 7)
            #expect(try await blockingUntilCancelled { 7 } == 7)
            for task in tasks { task.cancel() }
            for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
            #expect(begun.wait(timeout: .now()) == .timedOut, "no more calls than threads have begun")
            // A writer ends the calls, and with them the threads.
            let writer = open(pipe, O_WRONLY)
            #expect(try await hanging.run { 7 } == 7)
            close(writer)
        }
    }

    @Test func `no more calls go on at once than the limit says`() async throws {
        let threads = BlockingThreads("test", limit: 2)
        let room = Room()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 { group.addTask { try await threads.run { room.stay(until: 3, for: 0.01) } } }
            try await group.waitForAll()
        }
        #expect(room.most == 2)
    }

    @Test func `what has to be done is done in a task that was cancelled`() async throws {
        let threads = BlockingThreads("test", limit: 1)
        let done = Mutex<[String]>([])
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            await #expect(throws: CancellationError.self) { try await threads.run { Issue.record("it began") } }
            try await threads.cleanUp { done.withLock { $0.append("cleaned up") } }
            try await threads.finish { done.withLock { $0.append("finished") } }
        }
        task.cancel()
        try await task.value
        #expect(done.withLock { $0 } == ["cleaned up", "finished"])
    }

    @Test func `an error goes to the one who asked`() async throws {
        struct Fault: Error {}
        let threads = BlockingThreads("test", limit: 1)
        await #expect(throws: Fault.self) { try await threads.run { throw Fault() } }
        await #expect(throws: Fault.self) { try await threads.finish { throw Fault() } }
        await #expect(throws: Fault.self) { try await threads.cleanUp { throw Fault() } }
    }
}
