import ImageSearch
import Testing
import VipsDecoding

struct FormatTests {
    @Test(arguments: [
        ("jpeg-444.jpg", ImageFormat.jpeg), ("png-rgb.png", .png), ("webp-lossy.webp", .webp),
        ("webp-animated.webp", .webp), ("gif-animated.gif", .gif), ("heic-plain.heic", .heic), ("avif-444.avif", .avif),
    ])
    func `the format and the size are told by content`(file: String, format: ImageFormat) async throws {
        let decoded = try await VipsImageDecoder().decode(Fixtures.bytes(file), to: PixelGeometry(side: 8))
        #expect(decoded.facts.format == format)
        #expect([decoded.facts.width, decoded.facts.height] == [120, 80])
    }

    @Test func `the size is that of the upright picture`() async throws {
        let file = try Fixtures.bytes("jpeg-orientation-6.jpg")
        let decoded = try await VipsImageDecoder().decode(file, to: PixelGeometry(side: 8))
        #expect([decoded.facts.width, decoded.facts.height] == [80, 120])
    }

    @Test(arguments: [
        ("mif1", ["mif1", "heic"], ImageFormat.heic), ("mif1", ["mif1", "avif"], .avif), ("msf1", ["hevc"], .heic),
        ("avis", ["msf1"], .avif),
    ])
    func `brands tell HEIC from AVIF`(major: String, compatible: [String], expected: ImageFormat) async throws {
        // Nothing follows the brands: the file is refused, but by the name of its format.
        let brands = Array(major.utf8) + [0, 0, 0, 0] + compatible.flatMap { Array($0.utf8) }
        let file = [0, 0, 0, UInt8(8 + brands.count)] + Array("ftyp".utf8) + brands
        let error = try await #require(throws: PictureError.self) {
            try await VipsImageDecoder().decode(file, to: PixelGeometry(side: 8))
        }
        #expect(error.detail == "the \(expected.rawValue.uppercased()) data is broken or cut off")
    }

    @Test func `an animation gives its first frame`() async throws {
        let decoder = try VipsImageDecoder()
        let animated = try await decoder.decode(Fixtures.bytes("webp-animated.webp"), to: PixelGeometry(side: 16))
        let still = try await decoder.decode(Fixtures.bytes("webp-lossy.webp"), to: PixelGeometry(side: 16))
        let difference = zip(animated.pixels.rgb, still.pixels.rgb).map { abs(Int($0) - Int($1)) }.reduce(0, +)
        #expect(difference < 8 * still.pixels.rgb.count)
    }
}
