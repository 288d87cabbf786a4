import ImageSearch
import Testing

/// What the file of cases cannot say: messages, cursors, and filters made without a text.
struct QueryTextTests {
    static let messages = [
        ("type:hiec", "type:hiec: expected jpeg, png, webp, gif, heic or avif"),
        (
            "cat width:abc",
            "width:abc: expected a number of pixels such as 3000, >3000, >=3000, <3000, <=3000 or 2000..3000"
        ),
        ("cat after:05/2023", "after:05/2023: expected a date such as 2024, 2024-05, 2024-05-01 or 2024-05-01T10:30"),
        ("in: trips", "in: a value has to follow the colon, without white space between them"),
        ("cat +", "+: a term has to follow it; quotes make it words"),
        ("\"red sofa", "\"red sofa: the quotation mark is never closed"),
        ("0.001:cat", "0.001:cat: a weight has to be from 0.01 to 100.0"),
        ("2:in:trips", "2:in:trips: in: takes no weight; quotes make it words"),
        ("cat sort:best", "sort:best: expected relevance, newest or oldest"),
        ("cat limit:0", "limit:0: expected a number from 1 to 5000"),
        ("name:\u{1b}[31m\0", "name:\\u{1b}[31m\\u{0}: expected a text without zero bytes"),
        ("likely", "there is nothing to be relevant to: give a term, or sort by date"),
    ]

    @Test(arguments: messages) func `a message names what was typed and what is expected`(text: String, message: String)
    {
        let error = #expect(throws: QueryError.self) { try QueryText.parse(text) }
        #expect(error?.description == message)
    }

    @Test func `a note names the key that may have been meant`() throws {
        let notes = try QueryText.parse("cat tpye:heic").notes
        #expect(notes.map(\.description) == ["tpye: is no filter and was searched for as words; type: is one"])
        #expect(notes.map(\.position) == [4])
    }

    @Test func `a text that names a limit tells it, the default one too`() throws {
        #expect(try QueryText.parse("cat").limit == nil)
        let five = try QueryText.parse("cat limit:5")
        #expect(five.limit == 5 && five.query.page == Page())
    }

    @Test func `a cursor belongs to a query in any form, whatever part of the answer is asked for`() throws {
        let query = try QueryText.parse("2:caf\u{e9} - snow in:a width:>3 likely duplicates:scene sort:oldest").query
        let cursor = Cursor(behind: 0.5, PictureID(PictureLocation(source: "s", path: "p")), of: query)
        for text in [
            "2:\"caf\u{e9}\" - snow width:>3 in:a sort:oldest duplicates:scene likely limit:70", query.description,
        ] {
            #expect(cursor.belongs(to: try QueryText.parse(text).query), "\(text)")
        }
        for text in [
            "2:cafe\u{301} - snow in:a width:>3 likely duplicates:scene sort:oldest", "caf\u{e9}", "",
            "3:caf\u{e9} - snow in:a width:>3 likely duplicates:scene sort:oldest",
            "2:caf\u{e9} + snow in:a width:>3 likely duplicates:scene sort:oldest",
            "2:caf\u{e9} - snow in:a width:>4 likely duplicates:scene sort:oldest",
            "2:caf\u{e9} - snow in:a width:>3 duplicates:scene sort:oldest",
            "2:caf\u{e9} - snow in:a width:>3 likely sort:oldest",
            "2:caf\u{e9} - snow in:a width:>3 likely duplicates:scene",
        ] { #expect(!cursor.belongs(to: try QueryText.parse(text).query), "\(text)") }
    }

    @Test func `filters that mean the same are the same`() throws {
        let wide = Condition.width(try NumberRange(from: 100, through: nil))
        let filter = try Filter([
            .init(.camera("x"), isExcluded: true), .init(wide), .init(.folder("b//")), .init(.folder("a")),
            .init(.folder("b")),
        ])
        let same = Filter(.folder("b"), .folder("a"), wide)
        #expect(filter.clauses.prefix(3) == same.clauses[...] && filter.clauses.last?.isExcluded == true)
        #expect(filter.clauses.count == 4 && filter.groups.count == 3)
    }

    @Test func `names that only look the same are two`() throws {
        let filter = try Filter([.init(.source("e\u{301}")), .init(.source("\u{e9}")), .init(.source("\u{e9}"))])
        #expect(filter.clauses.count == 2)
    }

    @Test func `what no file can be called is refused`() {
        for condition in [Condition.name("a\0"), .source("\0"), .folder("\0"), .camera("\0"), .place("\0")] {
            let error = #expect(throws: QueryError.self) { try Filter([.init(condition)]) }
            #expect(error?.code == .filter)
        }
        for (lower, upper) in [(-1, nil), (nil, -1), (nil, 1 << 53), (3, 2), (nil, nil)] as [(Int?, Int?)] {
            #expect(throws: QueryError.self) { try NumberRange(from: lower, through: upper) }
        }
        #expect(throws: QueryError.self) { try Term(.picture("", part: nil)) }
    }
}
