import Foundation
import ImageSearch
import Testing

@testable import SearchCLI

/// Lists of what was found.
@Suite struct HitListTests {
    private func findings(_ matches: String...) throws -> Findings {
        let hits = matches.map { #"{"id":"5f0c1a2b-0000-0000-0000-000000000000",\#($0)}"# }.joined(separator: ",")
        return try Findings(
            Array(#"{"query":"x","matches":[\#(hits)],"next":null,"notes":[],"took_ms":1}"#.utf8))
    }

    @Test func `a row is cut to the terminal at the beginning of its path, and a line is not`() throws {
        let findings = try findings(
            #""path":"data/a/long/way/to/a/picture/of/a/tree.jpg","distance":0.71421,"band":"likely""#,
            #""path":"木/林/森.jpg","distance":null,"band":null"#)
        #expect(HitList.row(findings.hits[0], columns: 40) == "likely    0.7142  …picture/of/a/tree.jpg")
        #expect(HitList.row(findings.hits[1], columns: 40) == "-         -       木/林/森.jpg")
        #expect(HitList.line(findings.hits[0]) == "0.7142  data/a/long/way/to/a/picture/of/a/tree.jpg")
        #expect(HitList.line(findings.hits[1]) == "-       木/林/森.jpg")
    }

    @Test(arguments: [("abc", 3), ("木", 2), ("e\u{301}", 1), ("👍🏽", 2), ("한", 2), ("…", 1)])
    func `columns are those of a terminal`(text: String, columns: Int) { #expect(text.columns == columns) }

    @Test func `what is cut fits, whatever it is made of`() {
        for width in 1...20 { #expect("ab木c林d森efg.jpg".endFitting(width).columns <= width) }
        #expect("short".endFitting(5) == "short")
    }

    @Test func `escape sequences are spelled out before a row is cut`() throws {
        let hit = try findings(#""path":"x\u001b[31m\u202e.jpg","distance":1,"band":"maybe""#).hits[0]
        #expect(HitList.row(hit, columns: 80) == "maybe     1.0000  x\\u{1b}[31m\\u{202e}.jpg")
    }

    @Test func `nothing likely is no success, and where bands are not known anything is`() throws {
        let (likely, maybe, unknown) = (
            #""path":"a","distance":1,"band":"likely""#, #""path":"b","distance":1,"band":"maybe""#,
            #""path":"c","distance":1,"band":null"#
        )
        #expect(try findings(maybe, likely).isSuccess)
        #expect(try !findings(maybe, maybe).isSuccess)
        #expect(try findings(unknown).isSuccess)
        #expect(try !findings().isSuccess)
    }

    @Test(arguments: [
        (422, #"{"detail":[{"type":"value_error","loc":["body"],"msg":"no way","input":null}]}"#, "no way", 64),
        (422, #"{"detail":"damaged"}"#, "damaged", 65), (404, #"{"detail":"no such"}"#, "no such", 64),
        (503, #"{"detail":"later"}"#, "later", 69), (415, #"{"detail":"no picture"}"#, "no picture", 65),
        (507, #"{"detail":"full"}"#, "full", 73), (500, "<html>", "the server answered with status 500", 70),
        (404, "<html>", "the server answered with status 404", 69),
    ])
    func `a server's refusal keeps its words and gets the exit code of the same mistake without one`(
        status: Int, body: String, text: String, code: Int
    ) {
        let error = ServerError(status: status, body: Array(body.utf8))
        #expect(error.description == text)
        #expect(error.exitCode == Int32(code))
        #expect(ExitStatus.code(of: error) == Int32(code))
    }

    @Test func `an answer of something else is told as one`() {
        for body in ["", "<html>", "[]", #"{"matches":[{"path":1}]}"#] {
            #expect(throws: ServerError.unreadable) { try Findings(Array(body.utf8)) }
        }
    }
}
