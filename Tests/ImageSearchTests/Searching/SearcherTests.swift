import ImageSearch
import ImageSearchTesting
import Synchronization
import Testing

@Suite(.timely) struct SearcherTests {
    let store = MemoryStore()
    let embedder = CountingEmbedder()
    var looking: Looking { Looking(embedder: embedder, in: store) }
    var searcher: Searcher { Searcher(looking: looking, vectors: store, catalogue: store) }

    @discardableResult private func upload(_ bytes: [UInt8]) async throws -> Picture {
        let looking = Looking(in: store)
        return try await Uploader(looking: looking, uploads: MemoryUploadStore(), catalogue: store).upload(bytes)
    }

    @Test func `a picture is found by words, by its bytes and by its id`() async throws {
        let red = FakeDecoder.picture(red: 255)
        let stored = try await upload(red)
        try await upload(FakeDecoder.picture(blue: 255))
        for kind in [Term.Kind.words("red"), .picture("a", part: nil), .stored(stored.id, part: nil)] {
            let query = try Query(Term(kind), page: Page(limit: 1))
            let matches = try await searcher.search(query, pictures: ["a": red]).matches
            #expect(matches.map(\.id) == [stored.id], "\(kind)")
            #expect(try #require(matches.first?.distance) < 0.01)
        }
        #expect(embedder.count == 1 && embedder.texts == 1)
    }

    @Test func `a search by a picture makes room for nobody`() async throws {
        let decoder = PriorityDecoder()
        let searcher = Searcher(looking: Looking(decoder: decoder, in: store), vectors: store, catalogue: store)
        let query = try Query(Term(.picture("a", part: nil)))
        _ = try await searcher.search(query, pictures: ["a": FakeDecoder.picture(red: 2)])
        #expect(decoder.seen == [.immediate])
    }

    @Test func `searches by picture and by words are counted apart`() async throws {
        let stored = try await upload(FakeDecoder.picture(red: 255))
        func search(_ kind: Term.Kind, words: Int, pictures: Int) async throws -> Int {
            let searcher = Searcher(
                looking: looking, vectors: store, catalogue: store, maxTexts: words, maxPictures: pictures)
            let bytes = ["a": FakeDecoder.picture(red: 2)]
            return try await searcher.search(Query(Term(kind)), pictures: bytes).matches.count
        }
        for kind in [Term.Kind.words("red"), .stored(stored.id, part: nil)] {
            #expect(try await search(kind, words: 1, pictures: 0) == 1)
            await #expect(throws: Overloaded.self) { try await search(kind, words: 0, pictures: 1) }
        }
        #expect(try await search(.picture("a", part: nil), words: 0, pictures: 1) == 1)
        await #expect(throws: Overloaded.self) { try await search(.picture("a", part: nil), words: 1, pictures: 0) }
    }

    @Test func `a stored picture that is not there is said to be unknown`() async throws {
        let picture = try await upload(FakeDecoder.picture(red: 1))
        let absent = PictureID(PictureLocation(source: "uploads", path: "absent"))
        let error = await #expect(throws: QueryError.self) {
            try await searcher.search(Query(Term(.stored(absent, part: nil))))
        }
        #expect(error?.code == .unknownPicture)
        #expect(error?.description.contains("\(absent)") == true)
        try await store.refuse([Refusal(file: picture.file, reason: PictureError(.damaged, "cut"))], rules: "fake")
        await #expect(throws: QueryError.self) {
            try await searcher.search(Query(Term(.stored(picture.id, part: nil))))
        }
    }

    @Test func `a query that was asked before is not embedded again`() async throws {
        let searcher = searcher
        try await upload(FakeDecoder.picture(red: 255))
        for _ in 0..<3 { #expect(try await searcher.search(Query(.words("red"))).matches.count == 1) }
        #expect(embedder.texts == 1)
        for index in 0..<1100 { _ = try await searcher.search(Query(.words("query \(index)"))) }
        #expect(embedder.texts == 1101)
        _ = try await searcher.search(Query(.words("query 1099")))
        #expect(embedder.texts == 1101, "the last one is remembered")
        _ = try await searcher.search(Query(.words("red")))
        #expect(embedder.texts == 1102, "the first one was forgotten")
    }

    @Test func `as many matches come back as were asked for, in pages and filtered`() async throws {
        for level in 0..<20 { try await upload(FakeDecoder.picture(red: UInt8(level))) }
        let red = try Term.words("red")
        #expect(try await searcher.search(Query(red)).matches.count == Page.defaultLimit)
        let all = try await searcher.search(Query(red, page: Page(limit: 20))).matches
        #expect(all.count == 20)
        #expect(all.compactMap(\.distance) == all.compactMap(\.distance).sorted())
        for terms in [[red], []] {
            let whole = try await searcher.search(Query(terms, page: Page(limit: 20)))
            #expect(whole.next == nil && whole.matches.count == 20)
            var (pages, cursor) = ([Match](), Cursor?.none)
            repeat {
                let page = try await searcher.search(Query(terms, page: Page(limit: 7, after: cursor)))
                #expect(page.matches.count == min(7, 20 - pages.count))
                pages += page.matches
                cursor = page.next
            } while cursor != nil
            #expect(pages == whole.matches)
        }
        let filter = Filter(.source("elsewhere"))
        #expect(try await searcher.search(Query(red, filter: filter)).matches.isEmpty)
    }
}

/// Remembers the priority of each call.
final class PriorityDecoder: ImageDecoder {
    let rules = "fake"
    private let priorities = Mutex<[Priority]>([])

    var seen: [Priority] { priorities.withLock { $0 } }

    func decode(_ file: [UInt8], part: PicturePart?, to geometry: PixelGeometry) async throws -> DecodedPicture {
        priorities.withLock { $0.append(Priority.current) }
        return try await FakeDecoder().decode(file, to: geometry)
    }
}
