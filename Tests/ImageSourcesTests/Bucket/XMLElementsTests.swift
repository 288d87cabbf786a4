import Foundation
import ImageSearchTesting
import Testing

@testable import ImageSources

@Suite struct XMLElementsTests {
    private func events(_ text: String) throws -> [XMLElements.Event] {
        var elements = XMLElements(Array(text.utf8))
        var events: [XMLElements.Event] = []
        while let event = try elements.next() { events.append(event) }
        return events
    }

    @Test func `elements come with their text, without prefixes, comments and declarations`() throws {
        let text =
            "\u{feff}<?xml version='1.0'?><!DOCTYPE x>\n<!-- < --><s:a x=\"/>\" y='>'> 1<b/>2 <![CDATA[<&]]>&lt;&#x1F600;&#65;</s:a >\n"
        #expect(
            try events(text) == [.start("a"), .start("b"), .end("b", text: ""), .end("a", text: " 12 <&<\u{1f600}A")])
    }

    @Test(arguments: [
        ("", XMLElements.Fault.cut), ("<", .cut), ("<a", .cut), ("<a x='>", .cut), ("<a>", .cut), ("<a></a", .cut),
        ("<a><![CDATA[", .cut), ("<!-- ", .cut), ("text", .malformed), ("<a></b>", .malformed), ("</a>", .malformed),
        ("<a/><b/>", .malformed), ("<a/>text", .malformed), ("<a>&x;</a>", .malformed), ("<a>&#xD800;</a>", .malformed),
        ("<a>& </a>", .malformed), ("<a x=<>", .malformed), ("< a/>", .malformed), ("<a/><!DOCTYPE x>", .malformed),
        ("<!DOCTYPE x [<!ENTITY y 'z'>]><a>&y;</a>", .malformed), ("<a>&#99999999999;</a>", .malformed),
        (String(repeating: "<a>", count: 17), .tooDeep), (String(repeating: "<a>", count: 1_000_000), .tooDeep),
    ])
    func `what is not well-formed is refused`(text: String, fault: XMLElements.Fault) {
        #expect(throws: fault) { try events(text) }
    }

    @Test func `no bytes make it trap, and none are read twice`() throws {
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: .min ... .max, using: &generator)
        var random = SeededGenerator(seed: seed)
        let parts = [
            "<", ">", "/", "a", "&", ";", "#x", "<!--", "-->", "<![CDATA[", "]]>", "'", "\"", " ", "<?", "?>", "\u{0}",
            "é",
        ]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...12, using: &random))
                .map { _ in parts[Int.random(in: 0..<parts.count, using: &random)] }.joined()
            let count = (try? events(text))?.count ?? 0
            #expect(count <= 2 * text.utf8.count, "seed \(seed): \(text)")
        }
    }
}
