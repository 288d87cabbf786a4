import ImageSearch
import Testing

/// The JSON form: what is read, and what is refused by which name.
struct QueryJSONTests {
    private static let id = "5f0c1a2b-3c4d-5e6f-8091-a2b3c4d5e6f7"

    private func read(_ body: String) throws -> ParsedQuery { try QueryJSON.parse(Array(body.utf8)) }

    static let queries = [
        (#"{}"#, ""), (#"{"filter":{"fav":false},"not":{"fav":true}}"#, "-fav"),
        (#" { "terms" : [ ] , "filter" : { } , "not" : { } } "#, ""),
        (#"{"terms":[{"words":"cat","weight":2},{"picture":"p","weight":-1}]}"#, "2:cat - picture:p"),
        (#"{"terms":[{"id":"\#(id)","part":[0,0,0.5,1]}]}"#, "id:\(id)@0,0,0.5,1"),
        (#"{"terms":[{"words":"in:trips - \"x\""}]}"#, #""in:trips - \"x\"""#),
        (
            #"{"filter":{"type":["heic","JPG"],"width":[">3000"]},"not":{"in":["trash/"]}}"#,
            "type:heic type:jpeg width:>3000 -in:trash"
        ),
        (
            #"{"filter":{"in":["my trips",""],"after":["2023"],"size":[]}}"#,
            "in:\"my trips\" in:\"\" after:2023"
        ),
        (
            #"{"terms":[{"words":"a"}],"sort":"newest","likely":true,"duplicates":"collapse","limit":100}"#,
            "a sort:newest likely duplicates:picture limit:100"
        ),
        (#"{"terms":[{"words":"a"}],"likely":false,"limit":5,"cursor":null}"#, "a"),
        (#"{"query":"2:cat + red sofa - snow in:trips","limit":7}"#, "2:cat + red sofa - snow in:trips limit:7"),
        (#"{"query":"cat limit:9"}"#, "cat limit:9"), (#"{"query":"cat limit:9","limit":7.0}"#, "cat limit:7"),
        (#"{"query":""}"#, ""),
    ]

    @Test(arguments: queries) func `a body is a query`(body: String, text: String) throws {
        #expect(same(try read(body).query.description, text))
    }

    @Test func `a text in JSON brings its notes and its limit`() throws {
        let parsed = try read(#"{"query":"tpye:heic limit:5"}"#)
        #expect(parsed.notes.map(\.meant) == ["type"] && parsed.limit == 5)
    }

    @Test func `a cursor is read back`() throws {
        let first = try QueryText.parse("cat").query
        let cursor = Cursor(behind: 0.5, PictureID(PictureLocation(source: "s", path: "p")), of: first)
        for body in [#"{"query":"cat","cursor":"\#(cursor)"}"#, #"{"terms":[{"words":"cat"}],"cursor":"\#(cursor)"}"#] {
            let query = try read(body).query
            #expect(query.page.cursor == cursor && cursor.belongs(to: query))
        }
    }

    static let faults: [(String, QueryJSONError.Kind, String)] = [
        ("", .jsonInvalid, "0"), ("{", .jsonInvalid, "1"), (#"{"terms":[}"#, .jsonInvalid, "10"),
        ("{} x", .jsonInvalid, "3"),
        (#"{"limit":01}"#, .jsonInvalid, "9"), ("[]", .dictType, ""), ("null", .dictType, ""),
        ("\"cat\"", .dictType, ""),
        (#"{"term":[]}"#, .extraForbidden, "term"), (#"{"Terms":[]}"#, .extraForbidden, "Terms"),
        (#"{"":1}"#, .extraForbidden, ""),
        (#"{"terms":[],"terms":[]}"#, .extraForbidden, "terms"), (#"{"terms":{}}"#, .listType, "terms"),
        (#"{"terms":null}"#, .listType, "terms"), (#"{"terms":["cat"]}"#, .dictType, "terms.0"),
        (#"{"terms":[{"words":"a"},{}]}"#, .missing, "terms.1.words"),
        (#"{"terms":[{"weight":2}]}"#, .missing, "terms.0.words"),
        (#"{"terms":[{"words":"a","id":"x"}]}"#, .extraForbidden, "terms.0.id"),
        (#"{"terms":[{"words":"a","part":[0,0,1,1]}]}"#, .extraForbidden, "terms.0.part"),
        (#"{"terms":[{"words":1}]}"#, .stringType, "terms.0.words"),
        (#"{"terms":[{"words":" "}]}"#, .valueError, "terms.0.words"),
        (#"{"terms":[{"words":"a","weight":"2"}]}"#, .floatType, "terms.0.weight"),
        (#"{"terms":[{"words":"a","weight":0}]}"#, .valueError, "terms.0.weight"),
        (#"{"terms":[{"words":"a","weight":1e999}]}"#, .valueError, "terms.0.weight"),
        (#"{"terms":[{"id":"5"}]}"#, .valueError, "terms.0.id"),
        (#"{"terms":[{"picture":""}]}"#, .valueError, "terms.0.picture"),
        (#"{"terms":[{"picture":"p","part":"0,0,1,1"}]}"#, .listType, "terms.0.part"),
        (#"{"terms":[{"picture":"p","part":[0,0,1]}]}"#, .valueError, "terms.0.part"),
        (#"{"terms":[{"picture":"p","part":[0,0,"1",1]}]}"#, .floatType, "terms.0.part.2"),
        (#"{"terms":[{"picture":"p","part":[0.5,0,1,1]}]}"#, .valueError, "terms.0.part"),
        (#"{"filter":[]}"#, .dictType, "filter"), (#"{"filter":{"tpye":["heic"]}}"#, .extraForbidden, "filter.tpye"),
        (#"{"filter":{"limit":["5"]}}"#, .extraForbidden, "filter.limit"),
        (#"{"filter":{"id":["5"]}}"#, .extraForbidden, "filter.id"),
        (#"{"filter":{"type":"heic"}}"#, .listType, "filter.type"),
        (#"{"filter":{"fav":["true"]}}"#, .boolType, "filter.fav"), (#"{"not":{"fav":1}}"#, .boolType, "not.fav"),
        (#"{"filter":{"type":["heic","x"]}}"#, .valueError, "filter.type.1"),
        (#"{"filter":{"width":[3000]}}"#, .stringType, "filter.width.0"),
        (#"{"not":{"in":[null]}}"#, .stringType, "not.in.0"),
        (#"{"not":{"name":["a\u0000"]}}"#, .valueError, "not.name.0"),
        (#"{"filter":{"in":[""],"in":[]}}"#, .extraForbidden, "filter.in"),
        (#"{"sort":"best"}"#, .valueError, "sort"), (#"{"sort":1}"#, .stringType, "sort"),
        (#"{"sort":"relevance"}"#, .valueError, "sort"),
        (#"{"likely":1}"#, .boolType, "likely"), (#"{"likely":true}"#, .valueError, "likely"),
        (#"{"duplicates":"x"}"#, .valueError, "duplicates"),
        (#"{"limit":"5"}"#, .intType, "limit"), (#"{"limit":5.5}"#, .intType, "limit"),
        (#"{"limit":0}"#, .valueError, "limit"),
        (#"{"limit":5001}"#, .valueError, "limit"), (#"{"limit":null}"#, .intType, "limit"),
        (#"{"cursor":"x"}"#, .valueError, "cursor"),
        (#"{"cursor":1}"#, .stringType, "cursor"), (#"{"query":1}"#, .stringType, "query"),
        (#"{"query":"in:"}"#, .valueError, "query"),
        (#"{"query":"cat","terms":[]}"#, .extraForbidden, "terms"),
        (#"{"query":"cat","sort":"newest"}"#, .extraForbidden, "sort"),
        (#"{"query":"cat","limit":5001}"#, .valueError, "limit"), (#"{"query":null}"#, .stringType, "query"),
    ]

    @Test(arguments: faults) func `a fault is named by its kind and its place`(
        body: String, kind: QueryJSONError.Kind, path: String
    ) {
        let error = #expect(throws: QueryJSONError.self) { try read(body) }
        #expect(
            error?.kind == kind && error?.path.map(Self.text).joined(separator: ".") == path,
            "\(String(describing: error))")
    }

    @Test func `there are limits`() throws {
        let terms = { (count: Int) in
            "{\"terms\":[" + Array(repeating: #"{"words":"a"}"#, count: count).joined(separator: ",") + "]}"
        }
        #expect(try read(terms(32)).query.terms.count == 32)
        let tooMany = #expect(throws: QueryJSONError.self) { try read(terms(33)) }
        #expect(tooMany?.path == [.name("terms")])
        let long = { (count: Int) in #"{"terms":[{"words":"\#(String(repeating: "a", count: count))"}]}"# }
        #expect(try read(long(10_000)).query.description.count == 10_000)
        #expect(throws: QueryJSONError.self) { try read(long(10_001)) }
        let folders = (0..<101).map { "\"f\($0)\"" }.joined(separator: ",")
        let clauses = #expect(throws: QueryJSONError.self) { try read("{\"filter\":{\"in\":[\(folders)]}}") }
        #expect(clauses?.path == [.name("filter")])
    }

    private static func text(_ step: QueryJSONError.Step) -> String {
        switch step {
        case .name(let name): name
        case .index(let index): String(index)
        }
    }
}
