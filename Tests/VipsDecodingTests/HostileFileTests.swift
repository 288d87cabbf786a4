import ImageSearch
import Testing
import VipsDecoding

/// Files made to break a decoder, or broken on their way.
///
/// One after the other: libvips keeps its error texts for the whole process, so that of two refusals at once one may tell the other's. A
/// worker has one picture at a time.
@Suite(.serialized) struct HostileFileTests {
    private func refusal(_ file: [UInt8], maxPixels: Int = 100_000_000, maxBytes: Int = 64 << 20) async throws
        -> PictureError
    {
        let decoder = try VipsImageDecoder(maxPixels: maxPixels, maxBytes: maxBytes)
        return try await #require(throws: PictureError.self) { try await decoder.decode(file, to: PixelGeometry()) }
    }

    /// The tall one ends far below what the crop needs.
    static let wholeFiles = [
        "png-portrait.png",
        "jpeg-444.jpg", "jpeg-progressive.jpg", "jpeg-grey.jpg", "jpeg-orientation-6.jpg", "large-photo.jpg",
        "png-rgb.png", "png-interlaced.png", "png-palette.png", "png-rgb-16.png", "webp-lossy.webp",
        "webp-lossless-alpha.webp", "large-photo.webp", "gif-plain.gif", "gif-transparent.gif", "heic-plain.heic",
        "avif-444.avif",
    ]

    @Test(arguments: wholeFiles, [10, 50, 90, 99])
    func `a file that is cut off is damaged`(name: String, percent: Int) async throws {
        let whole = try Fixtures.bytes(name)
        let error = try await refusal(Array(whole.prefix(whole.count * percent / 100)))
        #expect(error.code == .damaged)
    }

    @Test(arguments: [
        [], Array("x".utf8), Array("This is a text file.\n".utf8),
        Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8),
        Array("%PDF-1.7".utf8), [0x49, 0x49, 0x2A, 0x00, 0x08, 0, 0, 0, 0, 0, 0, 0], Array("RIFF....WAVEfmt ".utf8),
        [0, 0, 0, 20] + Array("ftypisom....isom".utf8), [0, 0, 0, 8] + Array("ftyp".utf8),
        [0xFF, 0xFF, 0xFF, 0xFF] + Array("ftyp".utf8),
    ])
    func `what is no picture is told so`(file: [UInt8]) async throws {
        #expect(try await refusal(file).code == .notAPicture)
    }

    @Test(arguments: [
        [0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], Array("GIF89a".utf8),
        Array("RIFF\0\0\0\0WEBP".utf8), [0, 0, 0, 16] + Array("ftypheic\0\0\0\0".utf8),
    ])
    func `a signature with noise behind it is damaged, or large if the noise says so`(signature: [UInt8]) async throws {
        var noise = SplitMix64(state: 7)
        for length in [0, 1, 100, 10_000] {
            let file = signature + (0..<length).map { _ in UInt8.random(in: 0...255, using: &noise) }
            #expect([.damaged, .tooManyPixels].contains(try await refusal(file).code))
        }
    }

    @Test(arguments: [
        "jpeg-444.jpg", "png-rgb.png", "webp-lossy.webp", "gif-plain.gif", "heic-plain.heic", "avif-444.avif",
    ])
    func `flipped bytes give pixels or a refusal, and no harm`(name: String) async throws {
        let decoder = try VipsImageDecoder(maxPixels: 1_000_000)
        let whole = try Fixtures.bytes(name)
        var noise = SplitMix64(state: 1)
        for _ in 0..<60 {
            var file = whole
            for _ in 0..<4 { file[.random(in: 8..<file.count, using: &noise)] = .random(in: 0...255, using: &noise) }
            do {
                let decoded = try await decoder.decode(file, to: PixelGeometry(side: 16))
                #expect(decoded.pixels.rgb.count == 16 * 16 * 3)
            } catch is PictureError {}
        }
        _ = try await decoder.decode(whole, to: PixelGeometry(side: 16))
    }

    // MARK: limits

    @Test func `a bomb is refused by its header`() async throws {
        let error = try await refusal(Fixtures.bytes("bomb.png"))
        #expect(error == PictureError(.tooManyPixels, "12000 x 12000 is 144 megapixels; the limit is 100"))
    }

    /// A fixture whose header is made to say 16,000 x 16,000.
    struct Bomb: Sendable, CustomTestStringConvertible {
        var file: String
        var mark: [UInt8]
        var offset: Int
        var size: [UInt8]
        var testDescription: String { file }
    }

    @Test(arguments: [
        Bomb(file: "jpeg-444.jpg", mark: [0xFF, 0xC0], offset: 5, size: [0x3E, 0x80, 0x3E, 0x80]),
        Bomb(file: "gif-plain.gif", mark: [0x2C, 0, 0, 0, 0], offset: 5, size: [0x80, 0x3E, 0x80, 0x3E]),
        Bomb(file: "webp-lossy.webp", mark: [0x9D, 0x01, 0x2A], offset: 3, size: [0x80, 0x3E, 0x80, 0x3E]),
        Bomb(file: "heic-plain.heic", mark: Array("ispe".utf8), offset: 8, size: [0, 0, 0x3E, 0x80, 0, 0, 0x3E, 0x80]),
        Bomb(file: "avif-444.avif", mark: Array("ispe".utf8), offset: 8, size: [0, 0, 0x3E, 0x80, 0, 0, 0x3E, 0x80]),
    ])
    func `every format's limit is checked on the header`(bomb: Bomb) async throws {
        let whole = try Fixtures.bytes(bomb.file)
        let file = try #require(whole.replacing(at: bomb.offset, from: bomb.mark, with: bomb.size))
        #expect(try await refusal(file).detail == "16000 x 16000 is 256 megapixels; the limit is 100")
    }

    @Test func `the limits are the caller's`() async throws {
        let file = try Fixtures.bytes("png-rgb.png")
        let pixels = try await refusal(file, maxPixels: 9_599)
        #expect(pixels == PictureError(.tooManyPixels, "120 x 80 is 0.1 megapixels; the limit is 0.1"))
        let bytes = try await refusal(Array(repeating: 0, count: 3 << 20), maxBytes: 2 << 20)
        #expect(bytes == PictureError(.tooManyBytes, "3 MB; the limit is 2 MB"))
        let decoder = try VipsImageDecoder(maxPixels: 9_600, maxBytes: file.count)
        _ = try await decoder.decode(file, to: PixelGeometry(side: 8))
    }
}
