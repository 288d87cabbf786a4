import ImageSearch
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
        for (limit, offset) in [(1, 0), (1000, 4000)] {
            let page = try Page(limit: limit, offset: offset)
            #expect(page.limit == limit && page.offset == offset)
        }
        for (limit, offset, code) in [
            (0, 0, QueryError.Code.limit), (-1, 0, .limit), (1001, 0, .limit), (.max, 0, .limit), (1, -1, .offset),
            (1, 4001, .offset), (0, -1, .limit),
        ] {
            let error = #expect(throws: QueryError.self) { try Page(limit: limit, offset: offset) }
            #expect(error?.code == code)
        }
        let error = #expect(throws: QueryError.self) { try Page(limit: 0) }
        #expect(error?.description == "limit: Input should be greater than or equal to 1")
    }

    @Test func `a filter includes what lies in its sources and in or below its folder`() {
        let inside = PictureLocation(source: "e\u{301}", path: "2020/a/b.jpg")
        #expect(Filter().isEmpty && Filter().includes(inside))
        for folder in ["2020", "/2020/", "2020/a", "2020//a/"] { #expect(Filter(folder: folder).includes(inside)) }
        for folder in ["202", "2020/a/b.jpg", "a", "2020/A"] { #expect(!Filter(folder: folder).includes(inside)) }
        #expect(Filter(sources: ["x", "e\u{301}"], folder: "2020").includes(inside))
        #expect(!Filter(sources: ["\u{e9}"]).includes(inside), "another name, byte for byte")
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
