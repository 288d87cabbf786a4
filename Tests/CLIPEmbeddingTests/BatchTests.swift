import Dispatch
import Foundation
import ImageSearch
import ImageSearchTesting
import ModelPackages
import OpenVINORuntime
import Scheduling
import Testing

@testable import CLIPEmbedding

struct BatchTests {
    private static let folder = Places.fixtures.appending(path: "tiny-transformers").path

    private static func embedder(_ towers: CLIPEmbedder.Towers) async throws -> CLIPEmbedder {
        try await CLIPEmbedder(
            ModelPackage(folder: folder), name: "tiny", precision: .f32, towers: towers)
    }

    /// With both towers loaded it has learned that texts of different lengths can be computed together.
    @Test(arguments: [CLIPEmbedder.Towers.textOnly, .both])
    func `texts that are asked for together get what each gets alone`(towers: CLIPEmbedder.Towers) async throws {
        let embedder = try await Self.embedder(towers)
        let words = ["cat", "dog", "tree", "house", "sea", "sun"]
        let texts = words.flatMap { one in words.flatMap { ["\(one)", "a \(one) and a \($0)", "\(one) \($0)"] } }
        var alone: [Embedding] = []
        for text in texts { alone.append(try await embedder.embed(text)) }
        let together = try await withThrowingTaskGroup(of: (Int, Embedding).self) { group in
            for (place, text) in texts.enumerated() {
                group.addTask { (place, try await embedder.embed(text)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(together.count == texts.count)
        for (place, embedding) in alone.enumerated() {
            #expect(abs(try #require(together[place]).cosineDistance(to: embedding)) < 1e-5)
        }
    }

    private static func tower(_ package: ModelPackage) throws -> TextTower {
        let runtime = try InferenceRuntime(cache: CompiledModelCache(folder: nil))
        let loader = TowerLoader(
            runtime: runtime, files: package.files, arithmetic: .f32, hasIntegerWeights: false)
        return try TextTower(loader, package.files.layout.textTower, padID: ModelTokenizer(package).padID)
    }

    /// Ids that lack their end get another embedding when they are filled up: the padding is taken for the end.
    @Test func `padding that changes an embedding is not used`() async throws {
        let package = try ModelPackage(folder: Self.folder)
        let tower = try Self.tower(package)
        let ids = try ModelTokenizer(package).tokens(of: "a cat and a dog under a tree")
        try await tower.learnPadding(Array(ids.prefix(7)))
        #expect(!tower.ignoresPadding)
        try await tower.learnPadding(ids)
        #expect(tower.ignoresPadding)
    }

    /// The tower's thread is held up until all texts wait; then one run must do for them.
    @Test(arguments: [false, true])
    func `texts that wait are computed in one run`(learns: Bool) async throws {
        let package = try ModelPackage(folder: Self.folder)
        let tower = try Self.tower(package)
        let ids = try ModelTokenizer(package).tokens(of: "a cat and a dog under a tree")
        let inner = ids.dropFirst().dropLast()
        try #require(inner.count >= 7)
        // Without learning that padding changes nothing, only equal lengths share a run.
        let texts = (3..<7).map {
            [ids[0]] + (learns ? inner.prefix($0) : inner.dropFirst($0).prefix(1)) + [ids[ids.count - 1]]
        }
        if learns { try await tower.learnPadding(texts[2]) }
        #expect(Set(texts.map(\.count)).count == (learns ? 4 : 1))
        var alone: [[Float]] = []
        for ids in texts { alone.append(try await tower.embed(ids)) }
        let (isHeld, isReleased) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        tower.queue.add { _ in
            isHeld.signal()
            isReleased.wait()
        }
        try await blocking { isHeld.wait() }
        let together = try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
            for (place, ids) in texts.enumerated() { group.addTask { (place, try await tower.embed(ids)) } }
            while tower.waiting.count < texts.count { try await Task.sleep(for: .milliseconds(1)) }
            isReleased.signal()
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(tower.waiting.lastCount == texts.count)
        for (place, values) in alone.enumerated() {
            #expect(zip(try #require(together[place]), values).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    /// The tower's thread is held up the whole time: whoever leaves does not wait for it, and leaves nothing behind.
    @Test func `texts of those who have gone are not computed`() async throws {
        let package = try ModelPackage(folder: Self.folder)
        let tower = try Self.tower(package)
        let ids = try ModelTokenizer(package).tokens(of: "a cat and a dog under a tree")
        let (isHeld, isReleased) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        tower.queue.add { _ in
            isHeld.signal()
            isReleased.wait()
        }
        try await blocking { isHeld.wait() }
        let abandoned = (0..<300).map { _ in Task { try await tower.embed(ids) } }
        while tower.waiting.count < abandoned.count { try await Task.sleep(for: .milliseconds(1)) }
        for task in abandoned { task.cancel() }
        for task in abandoned { await #expect(throws: CancellationError.self) { try await task.value } }
        #expect(tower.waiting.count == 0)
        #expect(tower.queue.waitingCount == 0)
        async let served = tower.embed(ids)
        while tower.waiting.count == 0 { try await Task.sleep(for: .milliseconds(1)) }
        isReleased.signal()
        #expect(try await !served.isEmpty)
        #expect(tower.waiting.lastCount == 1)
    }

    @Test func `a text waits for more after a shared run only, and not for long`() async throws {
        let waiting = WaitingTexts(batchLimit: 16)
        @Sendable func wait(for ids: [Int32]) {
            let waiter = Waiter<[Float]>()
            Task {
                try await waiter.wait {
                    waiting.add(WaitingTexts.Text(ids: ids, waiter: waiter))
                } leave: {
                }
            }
        }
        @Sendable func add(_ id: Int32) async throws {
            let count = waiting.count
            wait(for: [id])
            while waiting.count == count { try await Task.sleep(for: .milliseconds(1)) }
        }
        func take() async throws -> [Int32] {
            try await blocking {
                let texts = waiting.next { _ in 0 }
                for text in texts { text.continuation.resume(returning: []) }
                return texts.map { $0.ids[0] }
            }
        }
        #expect(try await take().isEmpty)
        waiting.haveRun(1, since: .now() - .seconds(3000))
        try await add(1)
        #expect(try await take() == [1])
        // A run of 3,000 seconds lets the next one wait for 600: the test would last as long if the second text did not end that.
        waiting.haveRun(2, since: .now() - .seconds(3000))
        try await add(2)
        async let late: Void = {
            try await Task.sleep(for: .milliseconds(20))
            wait(for: [3])
        }()
        #expect(try await take() == [2, 3])
        try await late
        // A run that took no time lets nobody wait.
        waiting.haveRun(2, since: .now())
        try await add(4)
        #expect(try await take() == [4])
    }

    @Test(arguments: [
        ([3, 4, 3, 5, 3], 16, [0, 2, 4], [4, 5]),
        ([3], 16, [0], []),
        ([], 16, [], []),
        ([7, 7, 7, 7, 7], 16, [0, 1, 2, 3, 4], []),
        ([7, 7, 7, 7, 7], 1, [0], [7, 7, 7, 7]),
        (Array(repeating: 2, count: 20), 16, Array(0..<16), [2, 2, 2, 2]),
    ])
    func `a batch holds the first text and others of its kind`(
        kinds: [Int], limit: Int, taken: [Int], left: [Int]
    ) {
        var waiting = kinds.enumerated().map { (place: $0.offset, kind: $0.element) }
        #expect(WaitingTexts.takeBatch(&waiting, limit: limit, \.kind).map(\.place) == taken)
        #expect(waiting.map(\.kind) == left)
    }
}
