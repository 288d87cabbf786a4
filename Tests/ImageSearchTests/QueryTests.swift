import ImageSearch
import ImageSearchTesting
import Testing

@Suite struct QueryTests {
    @Test(arguments: ["", " ", "\t\n", "\u{3000}\u{A0}"]) func `words of white space are refused`(text: String) {
        let error = #expect(throws: QueryError.self) { try Term.words(text) }
        #expect(error?.code == .blankWords)
    }

    @Test(arguments: [".", " a ", "\0", "\u{200B}", "日本"]) func `all else is words`(text: String) throws {
        #expect(try Term.words(text) == Term.words(text))
    }

    @Test func `a page is within its limits`() throws {
        let five = try Page(limit: 5)
        #expect(Page() == five)
        for limit in [1, 5000] { #expect(try Page(limit: limit).limit == limit) }
        for limit in [0, -1, 5001, .max] {
            let error = #expect(throws: QueryError.self) { try Page(limit: limit) }
            #expect(error?.code == .limit)
        }
        let error = #expect(throws: QueryError.self) { try Page(limit: 0) }
        #expect(error?.description == "limit: Input should be greater than or equal to 1")
    }

    @Test func `a filter includes what lies in its sources and in or below its folder`() {
        let location = PictureLocation(source: "e\u{301}", path: "2020/a/b.jpg")
        let inside = StoredPicture(
            id: PictureID(location), location: location, state: FileState(size: 1, modified: 0),
            content: ContentHash(of: []), facts: nil, indexed: 0)
        #expect(Filter().isEmpty && Filter().includes(inside))
        for folder in ["2020", "2020/a", "e\u{301}", "e\u{301}/2020"] {
            #expect(Filter(.folder(folder)).includes(inside))
        }
        for folder in ["202", "2020/a/b.jpg", "a", "2020/A"] { #expect(!Filter(.folder(folder)).includes(inside)) }
        #expect(Filter(.source("x"), .source("e\u{301}"), .folder("2020")).includes(inside))
        #expect(!Filter(.source("\u{e9}")).includes(inside), "another name, byte for byte")
    }

    @Test func `places that cannot be looked at are bounded in number, and guard more then, never less`() {
        var unreadable = UnreadablePaths()
        let paths = (0..<5000).map { "folder \($0 % 700)/deeper/\($0).jpg" }
        for path in paths { unreadable.insert(path) }
        #expect(unreadable.paths.count <= UnreadablePaths.maxCount)
        #expect(paths.allSatisfy(unreadable.mayHide))
        #expect(UnreadablePaths.everything.mayHide("a/b") && !UnreadablePaths().mayHide("a/b"))
        #expect(!UnreadablePaths(paths.prefix(256).map { $0 }).mayHide("folder 1/deeper/x.jpg"))
    }
}
