import Foundation
import ImageSearch
import JSONText
import Testing

/// The file of cases that every parser of the query language is held to.
struct QueryCaseTests {
    struct Case: CustomTestStringConvertible {
        let json: JSON
        let text: String

        init(_ json: JSON) throws {
            self.json = json
            text = String(repeating: try #require(json["text"]?.string), count: json["repeat"]?.integer ?? 1)
        }

        var canonical: String? { json["canonical"]?.string }
        var testDescription: String { String(text.prefix(60)).debugDescription }
    }

    private static func cases() throws -> [Case] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "query-cases.json")
        return try JSONParser.parse(Array(Data(contentsOf: file))).array?.map(Case.init) ?? []
    }

    @Test func `there are enough cases, each once`() throws {
        let texts = try Self.cases().map { Array($0.text.utf8) }
        #expect(texts.count > 500 && Set(texts).count == texts.count)
    }

    @Test func `a text is read as its case says, and printed as the canonical text`() throws {
        for test in try Self.cases() where test.canonical != nil {
            let parsed = try #require(try? QueryText.parse(test.text), "\(test)")
            #expect(same(parsed.query.description, test.canonical), "\(test): \(parsed.query)")
            #expect(QueryJSON.value(of: parsed.query).text == test.json["query"]?.text, "\(test)")
            let notes = parsed.notes.map { "\($0.typed) \($0.meant) \($0.position)" }
            #expect(notes == (test.json["notes"]?.array ?? []).map(Self.note), "\(test)")
        }
    }

    @Test func `what is wrong is told by its part and its place`() throws {
        for test in try Self.cases() where test.canonical == nil {
            let error = #expect(throws: QueryError.self, "\(test)") { try QueryText.parse(test.text) }
            #expect(error?.code.description == test.json["error"]?["code"]?.string, "\(test)")
            #expect(error?.position == test.json["error"]?["position"]?.integer, "\(test)")
            #expect(error.map { $0.description.count < 250 } ?? false, "\(test): \(error?.description ?? "")")
        }
    }

    @Test func `a canonical text is read as the same query, and printed as it is`() throws {
        for test in try Self.cases() {
            guard let canonical = test.canonical else { continue }
            let (query, again) = (try QueryText.parse(test.text).query, try QueryText.parse(canonical))
            #expect(again.query == query && same(again.query.description, canonical) && again.notes.isEmpty, "\(test)")
        }
    }

    @Test func `the JSON form of a case is the same query`() throws {
        for test in try Self.cases() {
            guard let json = test.json["query"] else { continue }
            let query = try QueryText.parse(test.text).query
            #expect(try QueryJSON.read(json).query == query, "\(test)")
            #expect(try QueryJSON.parse(Array(JSON.object([("query", .string(test.text))]).text.utf8)).query == query)
        }
    }

    private static func note(_ json: JSON) -> String {
        "\(json["typed"]?.string ?? "") \(json["meant"]?.string ?? "") \(json["position"]?.integer ?? -1)"
    }
}

/// By bytes: to Swift, two texts that look the same are equal.
func same(_ one: String?, _ other: String?) -> Bool { one.map { Array($0.utf8) } == other.map { Array($0.utf8) } }
