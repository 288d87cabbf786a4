import Foundation
import ImageSearch
import ImageSearchTesting
import Testing

@testable import VipsDecoding

/// What a picture tells beside its pixels, against what Pillow reads.
struct FactsTests {
    @Test(arguments: try Fixtures.told())
    func `facts are those of Pillow`(_ told: ToldFacts) async throws {
        let file = try Fixtures.bytes(told.file)
        let facts = try await VipsImageDecoder().decode(file, to: PixelGeometry(side: 48)).facts
        #expect(facts.width == told.width && facts.height == told.height)
        #expect(facts.camera == told.camera)
        let taken: [Int64?]? = facts.taken.map { [$0.wallClock, $0.offset.map { Int64($0) }] }
        #expect(taken == told.taken)
        #expect(facts.position.map { _ in true } == told.position.map { _ in true })
        if let position = facts.position, let degrees = told.position {
            #expect(abs(position.latitude - degrees[0]) < 1e-9 && abs(position.longitude - degrees[1]) < 1e-9)
        }
        let colour = try #require(facts.colour)
        for (band, expected) in told.colour.enumerated() {
            let level = Int(colour >> (16 - 8 * UInt32(band)) & 255)
            #expect(abs(level - expected) <= (told.exact ? 2 : 20))
        }
        let expected: UInt64? = told.hash.flatMap { UInt64($0, radix: 16) }
        let difference = (expected ?? 0) ^ (facts.perceptualHash ?? 0)
        #expect(difference.nonzeroBitCount <= (told.exact ? 2 : 4))
        #expect(facts.extractor == 2)
    }

    @Test func `the cases hold every format with all that EXIF tells`() throws {
        let whole = try Fixtures.told().filter { $0.taken != nil && $0.position != nil && $0.camera != nil }
        let formats = Set(whole.compactMap { $0.file.split(separator: ".").last })
        #expect(formats == ["jpg", "png", "webp", "heic", "avif"])
    }

    @Test func `a picture has nearly one hash in every format, size and quality`() async throws {
        let same = [
            "png-rgb.png", "png-rgb-16.png", "png-palette.png", "png-grey.png", "png-interlaced.png", "jpeg-444.jpg",
            "jpeg-progressive.jpg", "jpeg-small.jpg", "jpeg-grey.jpg", "jpeg-orientation-1.jpg", "webp-lossy.webp",
            "webp-animated.webp", "gif-plain.gif", "heic-plain.heic", "avif-420.avif", "avif-444.avif",
        ]
        let hashes = try await hashes(of: same.map { try Fixtures.bytes($0) })
        for (name, hash) in zip(same, hashes) {
            #expect((hash ^ hashes[0]).nonzeroBitCount <= Facts.samePictureBits, "\(name)")
        }
    }

    @Test func `other pictures, and the same one turned or mirrored, are far`() async throws {
        let others =
            (1...8).map { "jpeg-orientation-\($0).jpg" } + [
                "large-photo.jpg", "large-odd-size.jpg", "large-photo.webp", "png-p3.png",
            ]
        let hashes = try await hashes(of: others.map { try Fixtures.bytes($0) })
        for (number, hash) in hashes.enumerated() {
            for other in hashes[..<number] {
                #expect((hash ^ other).nonzeroBitCount > Facts.samePictureBits, "\(others[number])")
            }
        }
    }

    @Test(arguments: ["png-1x1.png", "bomb.png"])
    func `a plain picture has no hash`(_ file: String) async throws {
        let decoder = try VipsImageDecoder(maxPixels: 200_000_000)
        let facts = try await decoder.decode(Fixtures.bytes(file), to: PixelGeometry(side: 8)).facts
        #expect(facts.perceptualHash == nil && facts.colour != nil)
    }

    @Test(arguments: ["png-1x5000.png", "png-5000x1.png"])
    func `cells that are smaller than a pixel take its share`(_ file: String) async throws {
        let colour = try await VipsImageDecoder().decode(Fixtures.bytes(file), to: PixelGeometry(side: 8)).facts.colour
        // A tenth of it is blue, the rest red.
        #expect(colour == 0xE6001A)
    }

    private func hashes(of files: [[UInt8]]) async throws -> [UInt64] {
        var hashes: [UInt64] = []
        for file in files {
            let facts = try await VipsImageDecoder().decode(file, to: PixelGeometry(side: 48)).facts
            hashes.append(try #require(facts.perceptualHash))
        }
        return hashes
    }
}

/// Facts on their way from a worker.
struct FactsMessageTests {
    private let facts = Facts(
        width: 4032, height: 3024, format: .heic, taken: CaptureTime(wallClock: -1, offset: -210),
        camera: "Ænima 1 Pro",
        position: Position(latitude: -33.123456789, longitude: 179.99), colour: 0xFF0102, perceptualHash: .max)

    @Test func `all of them arrive`() { #expect(Facts(numbers: padded(facts.numbers)) == facts) }

    @Test func `none of them arrive`() {
        let none = Facts(width: 1, height: 2, format: .gif)
        #expect(Facts(numbers: padded(none.numbers)) == none)
    }

    /// Time, offset, latitude, colour, the camera's length and its bytes.
    @Test(arguments: [
        (4, Int64.max), (5, 1081), (6, -1), (6, 0x7FF8_0000_0000_0000), (8, -1), (8, 1 << 24), (10, 101), (11, 0x0A41),
    ])
    func `a number that cannot be is a lie`(index: Int, number: Int64) {
        var numbers = padded(facts.numbers)
        numbers[index] = number
        #expect(Facts(numbers: numbers) == nil)
    }

    private func padded(_ numbers: [Int64]) -> [Int64] { numbers + Array(repeating: 0, count: 31 - numbers.count) }
}

/// A picture, and what Pillow says of it.
struct ToldFacts: Sendable, Decodable, CustomTestStringConvertible {
    var file: String
    /// Whether its colours are Pillow's.
    var exact: Bool
    var width: Int
    var height: Int
    var colour: [Int]
    var hash: String?
    var taken: [Int64?]?
    var position: [Double]?
    var camera: String?

    var testDescription: String { file }
}
