import Testing

@testable import JSONText

struct JSONParserTests {
    private func parse(_ text: String) throws -> JSON { try JSONParser.parse(Array(text.utf8)) }

    @Test func `values of every kind are read`() throws {
        let json = try parse(#" {"a": [1, -2.5e3, true, false, null], "b": {"c": "d"}, "e": []} "#)
        #expect(json["a"]?.array?.compactMap(\.number) == [1, -2500])
        #expect(json["a"]?.array?.compactMap(\.bool) == [true, false])
        #expect(json["b"]?["c"]?.string == "d" && json["e"]?.array?.isEmpty == true)
        #expect(json["x"] == nil && json["b"]?["a"] == nil && json["b"]?["c"]?["d"] == nil)
    }

    @Test func `escapes are undone`() throws {
        let text = try parse(#""a\n\t\"\\\/\u00e9\ud83d\udc4d\u0000é""#).string
        #expect(text == "a\n\t\"\\/é👍\0é")
    }

    @Test(arguments: [
        "", "{", "[", "\"", "[1,]", "{\"a\" 1}", "{\"a\":}", "tru", "1 2", "[1 2]", "{1: 2}", #""\x""#, #""\ud83d""#,
        "-", "nan", "01", "-01", "+1", ".5", "1.", "1.e5", "1e", "1e+", "--1", "1e5.5", "0x1",
        #""\u12"#, String(repeating: "[", count: 100_000),
    ])
    func `text that is not JSON is refused`(text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
    }
}
