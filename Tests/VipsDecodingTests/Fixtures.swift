import Foundation
import ImageSearch
import Testing

/// The files beside the tests; their provenance stands in Fixtures/README.md.
enum Fixtures {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    static func goldenCases() throws -> [GoldenCase] {
        try read("cases.json")
    }

    static func parts() throws -> [GoldenCase] { try read("Facts/parts.json") }

    static func told() throws -> [ToldFacts] { try read("Facts/facts.json") }

    private static func read<Case: Decodable>(_ name: String) throws -> [Case] {
        try JSONDecoder().decode([Case].self, from: Data(contentsOf: folder.appending(path: name)))
    }
}

/// A picture, a geometry, and how near Pillow's result ours must be.
struct GoldenCase: Sendable, Decodable, CustomTestStringConvertible {
    var file: String
    /// Left, top, width, height.
    var part: [Double]?
    var side: Int
    var mode: String
    var interpolation: String
    var fill: UInt8
    var golden: String
    var maxDifference: Int
    var meanDifference: Double

    var testDescription: String { "\(file), \(part ?? []), \(side), \(mode), \(interpolation)" }

    var geometry: PixelGeometry? {
        guard let mode = PixelGeometry.ResizeMode(rawValue: mode),
            let interpolation = PixelGeometry.Interpolation(rawValue: interpolation)
        else { return nil }
        return PixelGeometry(side: side, resizeMode: mode, interpolation: interpolation, fill: fill)
    }
}

extension [UInt8] {
    /// A copy with other bytes at a distance from the first occurrence of a mark.
    func replacing(at offset: Int, from mark: [UInt8], with bytes: [UInt8]) -> [UInt8]? {
        let starts = indices.dropLast(mark.count)
        guard let start = starts.first(where: { self[$0...].starts(with: mark) }) else { return nil }
        var copy = self
        copy.replaceSubrange(start + offset..<start + offset + bytes.count, with: bytes)
        return copy
    }
}
