import ImageSearchTesting
import Synchronization
import Testing

@testable import ImageSearch

@Suite(.timely) struct ContentsInWorkTests {
    private let shared = ContentsInWork()
    private let content = ContentHash(of: [1])
    private let gate = Gate()

    /// A call that waits at the gate before it has an embedding.
    private func call() -> Task<Bool, any Error> {
        Task {
            try await shared.known(content) {
                try await gate.pass()
                return (try knownContent([1]), true)
            }.isNew
        }
    }

    /// One call that makes and so many that wait for it.
    private func calls(waiting: Int) async -> (maker: Task<Bool, any Error>, waiters: [Task<Bool, any Error>]) {
        let maker = call()
        await gate.waitForArrivals(1)
        let waiters = (0..<waiting).map { _ in call() }
        while shared.waiting < waiting { await Task.yield() }
        return (maker, waiters)
    }

    @Test func `a caller that is cancelled stops waiting at once`() async throws {
        let (maker, waiters) = await calls(waiting: 2)
        waiters[0].cancel()
        // The maker is still at the gate.
        await #expect(throws: CancellationError.self) { try await waiters[0].value }
        #expect(shared.waiting == 1)
        gate.open()
        #expect(try await maker.value)
        #expect(try await !waiters[1].value)
    }

    @Test func `a caller that was cancelled before does not begin`() async throws {
        let begun = Mutex(false)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await shared.known(content) {
                begun.withLock { $0 = true }
                return (try knownContent([1]), true)
            }.isNew
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(begun.withLock { !$0 })
        #expect(shared.count == 0)
    }

    @Test func `when the maker is cancelled, one of those who wait takes over`() async throws {
        let (maker, waiters) = await calls(waiting: 3)
        maker.cancel()
        await #expect(throws: CancellationError.self) { try await maker.value }
        await gate.waitForArrivals(2)
        gate.open()
        var made = 0
        for waiter in waiters where try await waiter.value { made += 1 }
        #expect(made == 1)
    }

    @Test func `a content that cannot be embedded fails for all who wait, and is tried again later`() async throws {
        let (maker, waiters) = await calls(waiting: 3)
        gate.fail(with: PictureError(.noEmbedding, "the model returned no usable vector"))
        for task in [maker] + waiters {
            await #expect(throws: PictureError.self) { try await task.value }
        }
        #expect(shared.count == 0)
        let later = Task { try await shared.known(content) { (try knownContent([1]), true) }.isNew }
        #expect(try await later.value)
    }

    @Test func `what is saved is forgotten when the last who was given it has saved it`() async throws {
        let (maker, waiters) = await calls(waiting: 2)
        gate.open()
        for task in [maker] + waiters { _ = try await task.value }
        for _ in 0..<2 { shared.saved(content) }
        #expect(shared.count == 1)
        shared.saved(content)
        #expect(shared.count == 0)
    }

    @Test func `hundreds of calls, a part of them cancelled, all end`() async throws {
        let contents = try (0..<5).map { try knownContent([1, Float($0)]) }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<2000 {
                group.addTask {
                    let place = number % contents.count
                    let content = ContentHash(of: [UInt8(place)])
                    let task = Task {
                        let (given, _) = try await shared.known(content) {
                            await Task.yield()
                            try Task.checkCancellation()
                            return (contents[place], true)
                        }
                        #expect(given == contents[place])
                        await Task.yield()
                        shared.saved(content)
                    }
                    if number % 3 == 0 { task.cancel() }
                    _ = await task.result
                }
            }
        }
        #expect(shared.waiting == 0)
        #expect(shared.count == 0)
    }
}

private func knownContent(_ values: [Float]) throws -> KnownContent {
    KnownContent(embedding: try Embedding(normalizing: values), facts: nil)
}
