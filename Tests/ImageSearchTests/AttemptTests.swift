import ImageSearch
import ImageSearchTesting
import Synchronization
import Testing

/// A file that was refused, or during which the program ended, is not tried again until it changes.
@Suite struct AttemptTests {
    private let source = MemorySource()
    private let store = MemoryStore()
    private let broken = PictureID(
        PictureLocation(source: MemorySource().name, path: "broken.png"))

    private func index(
        _ decoder: some ImageDecoder = FakeDecoder(), retries: Bool = false,
        onEvent: @escaping @Sendable (SyncEvent) -> Void = { _ in }
    ) async throws -> SyncSummary {
        let looking = Looking(decoder: decoder, in: store)
        return try await Sync(source, looking: looking, catalogue: store, workers: 2, retries: retries)
            .run(onEvent: onEvent)
    }

    @Test func `a refused file is counted again, but neither opened nor named`() async throws {
        source.set("broken.png", Array("no picture".utf8))
        source.set("good.png", FakeDecoder.picture(red: 1))
        let first = try await index()
        #expect(first.skipped == [.notAPicture: 1])
        #expect(first.refusedBefore == 0)
        // Whoever opens it now is told something else.
        source.makeUnreadable("broken.png")
        let named = Mutex(0)
        let second = try await index { if case .skipped = $0 { named.withLock { $0 += 1 } } }
        #expect(second.skipped == [.notAPicture: 1])
        #expect(second.refusedBefore == 1)
        #expect(second.done == 2)
        #expect(named.withLock { $0 } == 0)
    }

    @Test func `a refused file that has changed is opened`() async throws {
        source.set("broken.png", Array("no picture".utf8))
        _ = try await index()
        source.set("broken.png", FakeDecoder.picture(red: 2))
        #expect(try await index().embedded == 1)
        #expect(store.attempt(on: broken) == nil)
    }

    @Test func `a refused file is opened when it is asked for, or when the rules are others`() async throws {
        source.set("broken.png", Array("no picture".utf8))
        _ = try await index()
        #expect(try await index(retries: true).refusedBefore == 0)
        #expect(try await index(StrictDecoder(rules: "new limits")).refusedBefore == 0)
        #expect(try await index(StrictDecoder(rules: "new limits")).refusedBefore == 1)
    }

    @Test func `a passing fault is no refusal`() async throws {
        source.set("broken.png", FakeDecoder.picture(red: 3))
        source.makeUnreadable("broken.png")
        _ = try await index()
        #expect(store.attempt(on: broken) == nil)
    }

    @Test func `an attempt is recorded before it is made and forgotten when it came to something`() async throws {
        source.set("broken.png", FakeDecoder.picture(red: 4))
        let seen = Mutex<Attempt?>(nil)
        let store = store
        let broken = broken
        _ = try await index(
            StrictDecoder(rules: "fake") {
                let attempt = store.attempt(on: broken)
                seen.withLock { $0 = attempt }
            })
        #expect(seen.withLock { $0 }?.rules == "fake")
        #expect(store.attempt(on: broken) == nil)
    }

    private func listed() async throws -> PictureFile {
        let run = Run(number: 1, source: source.name, folder: "")
        let changes = try #require(try await source.changes(since: run).first { _ in true })
        guard case .picture(let file) = changes[0] else { throw CancellationError() }
        return file
    }

    @Test(arguments: 1...4) func `a file during which the program ended three times is not tried again`(ends: Int)
        async throws
    {
        source.set("broken.png", FakeDecoder.picture(red: 5))
        let file = try await listed()
        for _ in 0..<ends {
            try await store.attempt([file], rules: "fake")
            store.endPrograms()
        }
        let summary = try await index()
        #expect(summary.skipped == (ends < 3 ? [:] : [.undecodable: 1]))
        #expect(summary.embedded == (ends < 3 ? 1 : 0))
    }

    /// A program that still runs may have the file in work.
    @Test func `attempts of programs that go on at once are not held against a file`() async throws {
        source.set("broken.png", FakeDecoder.picture(red: 5))
        let file = try await listed()
        for _ in 0..<6 { try await store.attempt([file], rules: "fake") }
        let summary = try await index()
        #expect(summary.skipped.isEmpty)
        #expect(summary.embedded == 1)
    }

    @Test func `a picture during whose file the program ended three times is named once, and found no more`()
        async throws
    {
        source.set("broken.png", FakeDecoder.picture(red: 6))
        _ = try await index()
        #expect(try await store.count() == 1)
        source.set("broken.png", FakeDecoder.picture(red: 7), modified: 2)
        let file = try await listed()
        for _ in 0..<3 {
            try await store.attempt([file], rules: "fake")
            store.endPrograms()
        }
        let named = Mutex<[PictureError]>([])
        let first = try await index { event in
            if case .skipped(_, let error) = event { named.withLock { $0.append(error) } }
        }
        #expect(first.skipped == [.undecodable: 1])
        #expect(first.refusedBefore == 0)
        #expect(named.withLock { $0.map(\.detail) } == ["the program ended 3 times while it was at it"])
        #expect(try await store.count() == 0)
        let second = try await index { if case .skipped = $0 { Issue.record("it was named before") } }
        #expect(second.refusedBefore == 1)
        #expect(try await index(retries: true).embedded == 1)
        #expect(try await store.count() == 1)
    }

    @Test func `a stop on purpose is not held against a picture`() async throws {
        source.set("broken.png", FakeDecoder.picture(red: 6))
        await #expect(throws: CancellationError.self) {
            try await index(StrictDecoder(rules: "fake") { throw CancellationError() })
        }
        #expect(store.attempt(on: broken) == nil)
    }

    /// The batch of looked at pictures is never saved: whoever saves is held until the run is cancelled.
    @Test func `a stop on purpose is not held against what was looked at and is not saved`() async throws {
        let count = 40
        for number in 0..<count { source.set("\(number).png", FakeDecoder.picture(red: UInt8(number))) }
        let looked = Mutex(0)
        let looking = Looking(decoder: StrictDecoder(rules: "fake") { looked.withLock { $0 += 1 } }, in: store)
        let held = UnsavingStore(base: store)
        let task = Task { try await Sync(source, looking: looking, catalogue: held, workers: 2).run() }
        while looked.withLock({ $0 }) < count || !held.isSaving { await Task.yield() }
        func attempts() -> Int {
            (0..<count).count {
                let location = PictureLocation(source: source.name, path: "\($0).png")
                return store.attempt(on: PictureID(location)) != nil
            }
        }
        #expect(attempts() == count)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(attempts() == 0)
        #expect(try await store.count() == 0)
    }
}

/// The fake decoder under other rules, which does something first.
private struct StrictDecoder: ImageDecoder {
    let rules: String
    var before: @Sendable () async throws -> Void = {}

    func decode(_ file: [UInt8], part: PicturePart?, to geometry: PixelGeometry) async throws -> DecodedPicture {
        try await before()
        return try await FakeDecoder().decode(file, to: geometry)
    }
}

/// Saves nothing until it is cancelled.
private final class UnsavingStore: ForwardingStore {
    let base: MemoryStore
    private let saving = Mutex(false)
    var isSaving: Bool { saving.withLock { $0 } }

    init(base: MemoryStore) { self.base = base }

    func save(_ pictures: [Picture]) async throws {
        guard !pictures.isEmpty else { return }
        saving.withLock { $0 = true }
        try await Task.sleep(for: .seconds(86_400))
    }
}
