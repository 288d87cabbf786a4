import ImageSearchTesting
import JSONText
import Testing

@testable import ModelPackages

/// Numbers in a package's files as no exporter writes them.
@Suite struct PackageNumberTests {
    static let numbers = [
        "-1", "0", "-0", "1e308", "1e999", "-1e999", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "99999999999999999999", "9007199254740993", "2147483648", "1e-999", "0.5", "4097",
    ]

    private func parse(_ text: String) throws -> JSON { try JSONParser.parse(Array(text.utf8)) }

    static let readings: [(String, Double)] = [
        ("1e5", 100_000), ("1E2", 100), ("1e+2", 100), ("25e-1", 2.5), ("-0", 0), ("1e-999", 0),
        ("123456789012345678", 123_456_789_012_345_680), ("999999999999999", 999_999_999_999_999),
        ("1e999", .infinity), ("-1e999", -.infinity),
    ]

    @Test(arguments: readings)
    func `a number is read as it is meant`(text: String, value: Double) throws {
        #expect(try parse(text).number == value)
    }

    @Test(arguments: numbers) func `a side that makes no sense is refused`(number: String) throws {
        for size in [number, "[\(number), \(number)]", "{\"height\": \(number), \"width\": \(number)}"] {
            for form in [
                #"{"size": \#(size), "mean": [0, 0, 0], "std": [1, 1, 1]}"#,
                #"{"size": \#(size), "image_mean": [0, 0, 0], "image_std": [1, 1, 1]}"#,
                #"{"size": \#(size), "crop_size": \#(size), "do_center_crop": true, "image_mean": [0, 0, 0]}"#,
            ] {
                #expect(throws: ModelError.self) { try PreprocessConfig(parse(form), file: "f") }
            }
        }
    }

    @Test(arguments: numbers) func `means and fills are numbers, or are refused`(number: String) throws {
        let form = #"{"size": 8, "fill_color": \#(number), "mean": [\#(number), 0, 0], "std": [\#(number), 1, 1]}"#
        guard let config = try? PreprocessConfig(parse(form), file: "f") else { return }
        #expect((config.mean + config.deviation).allSatisfy { $0.isFinite })
        #expect(config.deviation.allSatisfy { $0 > 0 })
    }

    /// Every file may be cut off or changed anywhere.
    @Test func `text that is nearly JSON is read or refused`() {
        let text = Array(#"{"a": [1, -2.5e3, "\ud83d\udc4d\n\u0000é", {"b": null}], "c": true, "d": "\ud83d\"}"#.utf8)
        var random = SeededGenerator(seed: 1)
        for length in 0...text.count { _ = try? JSONParser.parse(Array(text.prefix(length))) }
        for _ in 0..<20_000 {
            var changed = Array(text.prefix(Int.random(in: 1...text.count, using: &random)))
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let marks = Array("\\\"u0dD8e+-{}[],:".utf8) + [.random(in: 0...255, using: &random)]
                changed[Int.random(in: 0..<changed.count, using: &random)] = marks.randomElement(using: &random) ?? 0
            }
            _ = try? JSONParser.parse(changed)
        }
    }

    @Test(arguments: [#""\ud83d\"#, #""\ud83d\u"#, #""\ud83d\u1"#, #"["\ud800\"#, #""\u"#, #""\"#])
    func `an escape that is cut off is refused`(text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
    }
}
