import Foundation
import Testing

@testable import SearchCLI

@Suite struct PrintableTests {
    @Test(arguments: [
        ("x\u{1b}[31mred\u{1b}[0m.png", #"x\u{1b}[31mred\u{1b}[0m.png"#),
        ("new\nline\r.png", #"new\u{a}line\u{d}.png"#),
        ("title\u{1b}]0;x\u{7}", #"title\u{1b}]0;x\u{7}"#), ("c1\u{9b}31m\u{85}", #"c1\u{9b}31m\u{85}"#),
        ("del\u{7f}\u{0}\t", #"del\u{7f}\u{0}\u{9}"#), ("gpj.\u{202e}exe\u{2066}", #"gpj.\u{202e}exe\u{2066}"#),
        ("two\u{2028}three\u{2029}", #"two\u{2028}three\u{2029}"#), ("\u{feff}bom \u{200e}", #"\u{feff}bom \u{200e}"#),
        // A line end that a combining mark makes one character with what follows.
        ("a\n\u{301}b", #"a\u{a}"# + "\u{301}b"),
    ])
    func `what a terminal acts on is spelled out`(text: String, shown: String) {
        #expect(text.printable.unicodeScalars.elementsEqual(shown.unicodeScalars))
        #expect(shown.printable == shown)
    }

    @Test(arguments: ["été/naïve 😀.jpeg", "木の葉.png", "👩‍👩‍👧.gif", "می‌خواهم.jpg", #"back\slash $HOME 'q' "q""#, ""])
    func `what is only shown stays`(text: String) {
        #expect(text.printable == text)
    }

    @Test func `JSON keeps its values and holds nothing that a terminal acts on`() throws {
        let names = ["\u{1b}[31m", "a\nb", "\u{9b}x\u{7f}", "\u{202e}", "\u{e0041}\u{2028}", "plain \u{1f600} é"]
        let text = try SummaryJSON.text(names)
        #expect(try JSONDecoder().decode([String].self, from: Data(text.utf8)) == names)
        #expect(text.replacing("\n", with: "").printable == text.replacing("\n", with: ""))
        #expect(text.contains("plain \u{1f600} é"))
    }
}
