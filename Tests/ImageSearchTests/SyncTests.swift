import ImageSearch
import ImageSearchTesting
import Synchronization
import Testing

@Suite struct SyncTests {
    let source = MemorySource()
    let store = MemoryStore()
    let embedder = CountingEmbedder()

    private func index(workers: Int = 4, onEvent: @escaping @Sendable (SyncEvent) -> Void = { _ in }) async throws
        -> SyncSummary
    {
        try await sync(source, workers: workers).run(onEvent: onEvent)
    }

    private func sync(_ source: some ImageSource, workers: Int) -> Sync {
        Sync(source, looking: Looking(embedder: embedder, in: store), catalogue: store, workers: workers)
    }

    private func add(_ count: Int) {
        for index in 0..<count {
            let picture = FakeDecoder.picture(red: UInt8(index % 256), green: UInt8(index / 256), comment: "\(index)")
            source.set("folder/\(index).png", picture)
        }
    }

    @Test func `every picture is embedded and found`() async throws {
        add(1000)
        let summary = try await index()
        #expect(summary.found == 1000)
        #expect(summary.embedded == 1000)
        #expect(summary.isListed)
        #expect(try await store.count() == 1000)
    }

    @Test func `an unchanged picture is not opened again`() async throws {
        add(10)
        _ = try await index()
        source.makeUnreadable("folder/3.png")
        let summary = try await index()
        #expect(summary.unchanged == 10)
        #expect(summary.skipped.isEmpty)
        #expect(embedder.count == 10)
    }

    @Test func `a touched picture keeps its vector`() async throws {
        let picture = FakeDecoder.picture(red: 1)
        source.set("a.png", picture)
        _ = try await index()
        source.set("a.png", picture, modified: 2)
        let summary = try await index()
        #expect(summary.reused == 1)
        #expect(embedder.count == 1)
        #expect(try await index().unchanged == 1)
    }

    @Test func `a changed picture is embedded anew`() async throws {
        source.set("a.png", FakeDecoder.picture(red: 255))
        _ = try await index()
        source.set("a.png", FakeDecoder.picture(blue: 255), modified: 2)
        #expect(try await index().embedded == 1)
        let nearest = try #require(try await store.nearest(to: embedder.embed("blue"), limit: 1).first)
        let stored = try #require(try await store.embedding(of: nearest.id))
        #expect(try await stored.cosineDistance(to: embedder.embed("blue")) < 0.01)
    }

    @Test(arguments: [1, 8]) func `the same content is embedded once`(workers: Int) async throws {
        for index in 0..<300 { source.set("\(index).png", FakeDecoder.picture(red: UInt8(index % 3))) }
        let summary = try await index(workers: workers)
        #expect(embedder.count == 3)
        #expect(summary.embedded == 3)
        #expect(summary.reused == 297)
        #expect(try await store.count() == 300)
    }

    @Test func `a moved picture keeps its vector and its old place is no longer found`() async throws {
        let picture = FakeDecoder.picture(red: 9)
        source.set("old.png", picture)
        _ = try await index()
        source.set("old.png", nil)
        source.set("new.png", picture)
        let summary = try await index()
        #expect(summary.reused == 1)
        #expect(summary.gone == 1)
        #expect(embedder.count == 1)
        let found = try await store.nearest(to: embedder.embed("red"), limit: 10)
        #expect(found.map(\.location.path) == ["new.png"])
    }

    @Test func `a picture that comes back is found again without being opened`() async throws {
        add(2)
        _ = try await index()
        source.set("folder/0.png", nil)
        #expect(try await index().gone == 1)
        #expect(try await store.count() == 1)
        add(1)
        let summary = try await index()
        #expect(summary.unchanged == 2)
        #expect(try await store.count() == 2)
    }

    @Test func `a source that suddenly emptied loses nothing`() async throws {
        add(5)
        _ = try await index()
        for index in 0..<5 { source.set("folder/\(index).png", nil) }
        let summary = try await index()
        #expect(summary.keptUnseen == 5)
        #expect(summary.gone == 0)
        #expect(try await store.count() == 5)
    }

    @Test func `what no picture can lie under is told once, and hides no deletion`() async throws {
        add(3)
        _ = try await index()
        source.set("folder/1.png", nil)
        source.tell(
            .passedOver(path: "link", reason: "it is a link that leads out of the folder"),
            .passedOver(path: "folder", reason: "its name is not valid UTF-8"))
        let told = Mutex<[String]>([])
        let summary = try await index { event in
            if case .passedOver(let path, _) = event { told.withLock { $0.append(path) } }
        }
        #expect(told.withLock { $0 } == ["link", "folder"])
        #expect(summary.passedOver == 2 && summary.unreadable == 0)
        #expect(summary.gone == 1 && summary.keptUnseen == 0)
        #expect(try await store.count() == 2)
    }

    @Test func `what cannot be looked at guards itself and what lies below, and nothing else`() async throws {
        let names = [
            "a/1.png", "a/b/2.png", "a/b.png", "ab/3.png", "c.png", "c.png.jpg", "d/4.png", "e\u{301}/5.png",
            "\u{e9}/6.png", "z.png",
        ]
        for (index, name) in names.enumerated() { source.set(name, FakeDecoder.picture(red: UInt8(index))) }
        _ = try await index()
        for name in names where name != "z.png" { source.set(name, nil) }
        source.tell(
            .unreadable(path: "a", reason: "permission denied"),
            .unreadable(path: "c.png", reason: "input/output error"),
            .unreadable(path: "e\u{301}", reason: "permission denied"), .unreadable(path: "d/x", reason: "denied"))
        let summary = try await index()
        #expect(summary.unreadable == 4 && summary.keptUnseen == 5 && summary.gone == 4)
        let found = try await store.nearest(to: embedder.embed("red"), limit: 100)
        #expect(
            Set(found.map { Array($0.location.path.utf8) })
                == Set(["a/1.png", "a/b/2.png", "a/b.png", "c.png", "e\u{301}/5.png", "z.png"].map { Array($0.utf8) }))
        source.tell()
        #expect(try await index().gone == 5)
    }

    @Test func `a thousand gone pictures beside a folder that cannot be read are noticed`() async throws {
        add(1000)
        source.set("locked/0.png", FakeDecoder.picture(blue: 1))
        _ = try await index()
        for index in 1..<1000 { source.set("folder/\(index).png", nil) }
        source.set("locked/0.png", nil)
        source.tell(.unreadable(path: "locked", reason: "permission denied"))
        let summary = try await index()
        #expect(summary.gone == 999 && summary.keptUnseen == 1)
        #expect(try await store.count() == 2)
    }

    @Test func `a source that cannot be read loses nothing and says so`() async throws {
        add(5)
        _ = try await index()
        source.fail(with: SourceError("the folder is gone"))
        await #expect(throws: SourceError("the folder is gone")) { try await index() }
        #expect(try await store.count() == 5)
    }

    struct Fault: Sendable {
        let bytes: [UInt8]
        var error: PictureError?
        let isLasting: Bool
    }

    @Test(arguments: [
        Fault(bytes: Array("hello".utf8), isLasting: true), Fault(bytes: Array("fake:1".utf8), isLasting: true),
        Fault(bytes: [1], error: PictureError(.tooManyBytes, "1"), isLasting: true),
        Fault(bytes: [1], error: PictureError(.tooManyPixels, "1"), isLasting: true),
        Fault(bytes: [1], error: PictureError(.unreadable, "1"), isLasting: false),
        Fault(bytes: [1], error: PictureError(.vanished, "1"), isLasting: false),
        Fault(bytes: [1], error: PictureError(.noEmbedding, "1"), isLasting: false),
    ])
    func `a picture whose file is refused for good is not found, one that cannot be read now is`(fault: Fault)
        async throws
    {
        add(2)
        _ = try await index()
        source.set("folder/0.png", fault.bytes, modified: 2)
        if let error = fault.error { source.fail("folder/0.png", with: error) }
        #expect(try await index().skipped.values.reduce(0, +) == 1)
        let found = try await store.nearest(to: embedder.embed("red"), limit: 9).map(\.location.path)
        #expect(Set(found) == (fault.isLasting ? ["folder/1.png"] : ["folder/0.png", "folder/1.png"]))

        source.fail("folder/0.png", with: nil)
        let embedded = embedder.count
        add(1)
        let back = try await index()
        #expect(back.unchanged == 2, "the picture that comes back is not opened")
        #expect(try await store.count() == 2)
        source.set("folder/0.png", fault.bytes, modified: 2)
        _ = try await index()
        source.set("folder/0.png", FakeDecoder.picture(blue: 9), modified: 3)
        #expect(try await index().embedded == 1)
        #expect(embedder.count == embedded + 1)
        #expect(try await store.count() == 2)
    }

    @Test func `an attempt that no fault of the file ended is forgotten`() async throws {
        add(1)
        let looking = Looking(embedder: UnableEmbedder(), in: store)
        let summary = try await Sync(source, looking: looking, catalogue: store, workers: 1).run()
        #expect(summary.skipped.values.reduce(0, +) == 1)
        let file = PictureFile(
            location: PictureLocation(source: source.name, path: "folder/0.png"), state: FileState(size: 1, modified: 1)
        )
        let run = try await store.begin(source.name, below: "")
        #expect(try await store.unknown(among: [file], in: run).map(\.attempt) == [nil])
        #expect(try await index().embedded == 1)
    }

    @Test func `a refused file of a new name takes nothing from the picture of the same content`() async throws {
        add(1)
        _ = try await index()
        source.set("new.png", Array("hello".utf8))
        _ = try await index()
        #expect(try await store.count() == 1)
        #expect(try await store.prune(source.name, below: "") == 0)
    }

    @Test func `a picture that is saved while the listing goes on is not taken for gone`() async throws {
        add(300)
        _ = try await index()
        let upload = PictureLocation(source: source.name, path: "uploads/1.png")
        let picture = Picture(
            file: PictureFile(location: upload, state: FileState(size: 1, modified: 1)),
            content: ContentHash(of: [1]), embedding: try await embedder.embed("red"), facts: nil)
        let isSaved = Mutex(false)
        let held = HeldSource(source) {
            // The listing has begun, and does not hold it.
            try await store.save([picture])
            isSaved.withLock { $0 = true }
        }
        #expect(try await sync(held, workers: 1).run().gone == 0)
        #expect(isSaved.withLock { $0 })
        #expect(try await store.count() == 301)
    }

    @Test func `two runs at once take nothing of each other's for gone`() async throws {
        add(4)
        _ = try await index()
        // Held at its listing, the first run sees a state of the folder in which 3 is not there.
        let (listing, gate) = (Gate(), Gate())
        let early = MemorySource()
        for number in 0..<3 {
            early.set("folder/\(number).png", FakeDecoder.picture(red: UInt8(number), comment: "\(number)"))
        }
        early.set("new.png", FakeDecoder.picture(blue: 9))
        let held = HeldSource(early) {
            listing.open()
            try await gate.pass()
        }
        let first = Task { try await sync(held, workers: 1).run() }
        try await listing.pass()
        // The second one begins later, sees all four, and not the new one, which the first saves meanwhile.
        let saved = HeldSource(source) {
            gate.open()
            _ = try await first.value
        }
        let second = try await sync(saved, workers: 1).run()
        let summary = try await first.value
        #expect(summary.embedded == 1)
        #expect(summary.gone == 1, "3 was seen by nobody when the first ended")
        #expect(second.unchanged == 4 && second.gone == 0, "what the first has saved meanwhile stays")
        #expect(try await store.count() == 5, "and 3, which the second has seen, is back")
    }

    @Test func `a part marks and counts what lies below its folder only`() async throws {
        let whole = MemorySource(name: "img")
        for path in ["2020/a.png", "2020/b.png", "2021/a.png"] { whole.set(path, FakeDecoder.picture(comment: path)) }
        _ = try await index(whole)
        let part = MemorySource(name: "img", folder: "2020")
        part.set("2020/a.png", FakeDecoder.picture(comment: "2020/a.png"))
        let summary = try await index(part)
        #expect(summary.gone == 1)
        #expect(summary.unchanged == 1)
        #expect(try await store.count() == 2)
    }

    private func index(_ source: MemorySource) async throws -> SyncSummary {
        try await sync(source, workers: 2).run()
    }

    @Test func `broken pictures cost themselves and are named`() async throws {
        add(100)
        source.set("text.png", Array("hello".utf8))
        source.set("cut.png", Array("fake:1".utf8))
        source.set("locked.png", FakeDecoder.picture())
        source.makeUnreadable("locked.png")
        let skipped = Mutex<[String: PictureError.Code]>([:])
        let summary = try await index { event in
            guard case .skipped(let location, let error) = event else { return }
            skipped.withLock { $0[location.path] = error.code }
        }
        #expect(summary.embedded == 100)
        #expect(summary.skipped == [.notAPicture: 1, .damaged: 1, .unreadable: 1])
        #expect(summary.done == summary.found)
        #expect(
            skipped.withLock { $0 } == ["text.png": .notAPicture, "cut.png": .damaged, "locked.png": .unreadable])
    }

    @Test func `a run that was stopped is taken up where it ended`() async throws {
        add(600)
        // It cannot end before it is cancelled, however late that is.
        embedder.pause(after: 300)
        let task = Task { try await index(workers: 2) }
        while try await store.count() < 64 { await Task.yield() }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        embedder.pause(after: .max)
        let saved = try await store.count()
        let summary = try await index()
        #expect(summary.unchanged == saved)
        #expect(summary.unchanged + summary.embedded == 600)
        #expect(try await store.count() == 600)
    }

    @Test func `a store that fails ends the run with its error`() async throws {
        add(300)
        let (looking, full) = (Looking(embedder: embedder, in: store), FullStore(base: store))
        let sync = Sync(source, looking: looking, catalogue: full, workers: 4)
        let error = await #expect(throws: StoreError.self) { try await sync.run() }
        #expect(error?.code == .full)
    }
}

/// Does something once its listing has begun.
private struct HeldSource: ImageSource {
    private let source: MemorySource
    private let onList: @Sendable () async throws -> Void
    var name: String { source.name }

    init(_ source: MemorySource, onList: @escaping @Sendable () async throws -> Void) {
        self.source = source
        self.onList = onList
    }

    func changes(since run: Run) async throws -> AsyncThrowingStream<[ListedFile], any Error> {
        let changes = try await source.changes(since: run)
        try await onList()
        return changes
    }

    func read(_ file: PictureFile) async throws -> [UInt8] { try await source.read(file) }
}

/// Has no space left.
private struct FullStore: ForwardingStore {
    let base: MemoryStore

    func save(_ pictures: [Picture]) async throws {
        if !pictures.isEmpty { throw StoreError(.full, "no space is left") }
    }
}

/// Makes nothing of any picture.
private struct UnableEmbedder: Embedder {
    private let fake = FakeEmbedder()
    var model: ModelIdentity { fake.model }
    var geometry: PixelGeometry { fake.geometry }

    func embed(_ picture: Pixels) async throws -> Embedding { throw PictureError(.noEmbedding, "it is not able to") }

    func embed(_ text: String) async throws -> Embedding { try await fake.embed(text) }
}
