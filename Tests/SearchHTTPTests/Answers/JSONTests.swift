import Foundation
import ImageSearchTesting
import NIOCore
import Testing

@testable import SearchHTTP

@Suite struct JSONTests {
    @Test func `objects keep their order and have no spaces`() {
        let json: JSON = ["path": "data/é 樹🌳.jpg", "distance": .number(0.5), "list": [.null, .integer(-3), [:], []]]
        let expected = #"{"path":"data/é 樹🌳.jpg","distance":0.5,"list":[null,-3,{},[]]}"#
        #expect(String(buffer: json.encoded()) == expected)
    }

    @Test func `what must be escaped is, and nothing else`() {
        let text = JSON.string("\u{0}\u{1}\u{1F}\u{7F}\u{8}\u{C}\n\r\t\"\\/é\u{2028}")
        #expect(
            String(buffer: text.encoded()) == #""\u0000\u0001\u001f"# + "\u{7F}" + #"\b\f\n\r\t\"\\/é"# + "\u{2028}\"")
    }

    @Test(arguments: [
        0.1 + 0.2, 0.7142857142857143, 1e-300, .leastNonzeroMagnitude, 0, -0.0, 1, 2, 1e22, 123456.789, .pi,
    ])
    func `numbers lose no digit`(number: Double) throws {
        let encoded = Data(of: JSON.number(number).encoded())
        #expect(try JSONDecoder().decode(Double.self, from: encoded) == number)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `what JSON cannot say is null`(number: Double) {
        #expect(String(buffer: JSON.number(number).encoded()) == "null")
    }

    @Test func `Foundation reads any text back`() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0..<30, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(
                try JSONDecoder().decode([String].self, from: Data(of: JSON.array([.string(text)]).encoded())) == [
                    text
                ])
        }
    }
}
