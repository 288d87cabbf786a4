import ImageSearchTesting
import Synchronization
import Testing

@testable import ImageSearch

/// Thumbnails of stored pictures: from the cache, or made once.
@Suite(.ends(within: .seconds(60))) struct ThumbnailsTests {
    private let store = MemoryStore()
    private let maker = FakeMaker()
    private let files = FakeFiles()
    private let cache = FakeCache()

    private var thumbnails: Thumbnails {
        Thumbnails(catalogue: store, originals: files, maker: maker, cache: cache)
    }

    private func stored(_ count: Int) async throws -> [Picture] {
        let pictures = (0..<count).map { number in
            let content = Array("picture \(number)".utf8)
            let file = PictureFile(
                location: PictureLocation(source: "source", path: "\(number).jpg"),
                state: FileState(size: Int64(content.count), modified: 1))
            files.set(content, file)
            return (file, content)
        }
        let saved = try pictures.map { file, content in
            Picture(
                file: file, content: ContentHash(of: content), embedding: try Embedding(normalizing: [1, 0, 0, 0]),
                facts: nil)
        }
        try await store.save(saved)
        return saved
    }

    @Test func `it is made once, kept, and then comes from the cache`() async throws {
        let picture = try await stored(1)[0]
        let flow = thumbnails
        for _ in 0..<3 {
            let thumbnail = try await flow.thumbnail(of: picture.id, longestSide: 256)
            #expect(thumbnail?.webp == Array("256 of picture 0".utf8) && thumbnail?.content == picture.content)
        }
        #expect(maker.made == 1)
        _ = try await flow.thumbnail(of: picture.id, longestSide: 1024)
        #expect(maker.made == 2)
    }

    @Test func `a picture that there is not has none`() async throws {
        let id = PictureID(PictureLocation(source: "source", path: "none"))
        #expect(try await thumbnails.thumbnail(of: id, longestSide: 256) == nil)
    }

    @Test func `many who ask at once have it made once`() async throws {
        let picture = try await stored(1)[0]
        let flow = thumbnails
        maker.gate.close()
        try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            for _ in 0..<20 {
                group.addTask { try await flow.thumbnail(of: picture.id, longestSide: 256)?.webp }
            }
            while cache.asked < 20 { await Task.yield() }
            maker.gate.open()
            for try await webp in group { #expect(webp != nil) }
        }
        #expect(maker.made == 1)
    }

    @Test func `the first is made at once, all beside it in the background`() async throws {
        let pictures = try await stored(3)
        let flow = thumbnails
        maker.gate.close()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, picture) in pictures.enumerated() {
                group.addTask { _ = try await flow.thumbnail(of: picture.id, longestSide: 256) }
                while maker.begun.count <= number { await Task.yield() }
            }
            maker.gate.open()
            try await group.waitForAll()
        }
        #expect(maker.begun == [.immediate, .background, .background])
        _ = try await flow.thumbnail(of: pictures[0].id, longestSide: 512)
        #expect(maker.begun.last == .immediate)
    }

    @Test func `one that nobody waits for any more is given up, and asked for again it is made`() async throws {
        let picture = try await stored(1)[0]
        let flow = thumbnails
        maker.gate.close()
        let task = Task { try await flow.thumbnail(of: picture.id, longestSide: 256) }
        while maker.begun.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        maker.gate.open()
        #expect(try await flow.thumbnail(of: picture.id, longestSide: 256) != nil)
    }

    @Test func `one of two that leaves costs the other nothing`() async throws {
        let picture = try await stored(1)[0]
        let flow = thumbnails
        maker.gate.close()
        let tasks = (0..<2).map { _ in Task { try await flow.thumbnail(of: picture.id, longestSide: 256) } }
        while cache.asked < 2 || maker.begun.isEmpty { await Task.yield() }
        tasks[0].cancel()
        maker.gate.open()
        #expect(try await tasks[1].value != nil)
    }

    @Test func `what fails is told, and tried again`() async throws {
        let picture = try await stored(1)[0]
        let flow = thumbnails
        files.error.withLock { $0 = PictureError(.vanished, "it is gone") }
        for _ in 0..<2 {
            await #expect(throws: PictureError(.vanished, "it is gone")) {
                try await flow.thumbnail(of: picture.id, longestSide: 256)
            }
        }
        files.error.withLock { $0 = nil }
        #expect(try await flow.thumbnail(of: picture.id, longestSide: 256) != nil)
    }

    @Test func `a file that was changed since is not kept as the old content's`() async throws {
        let picture = try await stored(1)[0]
        var file = picture.file
        file.state = FileState(size: 3, modified: 2)
        files.set(Array("new".utf8), file)
        let flow = thumbnails
        #expect(try await flow.thumbnail(of: picture.id, longestSide: 256) != nil)
        _ = try await flow.thumbnail(of: picture.id, longestSide: 256)
        #expect(maker.made == 2)
    }

    @Test func `more than many at once are too many, until some are made`() async throws {
        let (making, gate) = (ThumbnailsInWork(), Gate())
        @Sendable func make(_ number: Int) async throws {
            let key = ThumbnailKey(content: ContentHash(of: Array("\(number)".utf8)), longestSide: 256)
            _ = try await making.thumbnail(key) {
                try await gate.pass()
                return []
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<256 { group.addTask { try await make(number) } }
            while making.count < 256 { await Task.yield() }
            await #expect(throws: Overloaded.self) { try await make(256) }
            gate.open()
            try await group.waitForAll()
        }
        try await make(256)
    }

    @Test func `no more files are held at once than a few`() async throws {
        let pictures = try await stored(12)
        let flow = thumbnails
        maker.gate.close()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for picture in pictures {
                group.addTask { _ = try await flow.thumbnail(of: picture.id, longestSide: 256) }
            }
            while cache.asked < 12 || maker.begun.count < 4 { await Task.yield() }
            for _ in 0..<100 { await Task.yield() }
            #expect(maker.begun.count == 4)
            maker.gate.open()
            try await group.waitForAll()
        }
        #expect(maker.made == 12)
    }
}

/// Makes "256 of " and the file.
private final class FakeMaker: ThumbnailMaker {
    let gate = Door()
    private let state = Mutex((begun: [Priority](), made: 0))
    var begun: [Priority] { state.withLock { $0.begun } }
    var made: Int { state.withLock { $0.made } }

    func thumbnail(of file: [UInt8], longestSide: Int) async throws -> [UInt8] {
        state.withLock { $0.begun.append(.current) }
        try await gate.pass()
        state.withLock { $0.made += 1 }
        return Array("\(longestSide) of ".utf8) + file
    }
}

/// A door that is open until it is closed.
private final class Door: Sendable {
    private let gate = Mutex<Gate?>(nil)
    func close() { gate.withLock { $0 = Gate() } }
    func open() { gate.withLock { $0.take() }?.open() }
    func pass() async throws { try await gate.withLock { $0 }?.pass() }
}

private final class FakeFiles: Originals {
    private struct File: Original {
        var state: FileState
        var content: [UInt8]
        func read(_ range: Range<Int>) async throws -> [UInt8] { Array(content[range.clamped(to: content.indices)]) }
    }
    private let files = Mutex<[PictureLocation: File]>([:])
    let error = Mutex<PictureError?>(nil)

    func set(_ content: [UInt8], _ file: PictureFile) {
        files.withLock { $0[file.location] = File(state: file.state, content: content) }
    }

    func open(_ location: PictureLocation) async throws -> any Original {
        if let error = error.withLock({ $0 }) { throw error }
        guard let file = files.withLock({ $0[location] }) else { throw PictureError(.vanished, "") }
        return file
    }
}

private final class FakeCache: ThumbnailCache {
    private let state = Mutex((kept: [ThumbnailKey: [UInt8]](), asked: 0))
    var asked: Int { state.withLock { $0.asked } }

    func thumbnail(_ key: ThumbnailKey) async -> [UInt8]? {
        state.withLock { state in
            state.asked += 1
            return state.kept[key]
        }
    }

    func keep(_ webp: [UInt8], as key: ThumbnailKey) async { state.withLock { $0.kept[key] = webp } }
}
