import ImageSearch
import ImageSearchTesting
import Testing

@testable import VipsDecoding

/// Thumbnails, made by the real worker.
@Suite(.ends(within: .seconds(180))) struct ThumbnailTests {
    private let maker = WorkerImageDecoder.real(concurrency: 1)

    @Test(arguments: [
        ("large-photo.jpg", 256, 256, 192), ("large-odd-size.jpg", 256, 192, 256), ("large-photo.webp", 64, 64, 48),
        // It is not turned by its container, and what its EXIF data says of turning does not count in HEIC.
        ("heic-orientation-6.heic", 60, 60, 40), ("avif-orientation-6.avif", 60, 40, 60), ("png-rgba.png", 32, 32, 21),
        ("gif-animated.gif", 32, 32, 21), ("jpeg-small.jpg", 256, 23, 15), ("png-1x5000.png", 100, 1, 100),
    ])
    func `every format becomes an upright WebP that is never enlarged`(
        file: String, side: Int, width: Int, height: Int
    ) async throws {
        let original = try Fixtures.bytes(file)
        let webp = try await maker.thumbnail(of: original, longestSide: side)
        #expect(ImageFormat(content: webp) == .webp)
        let small = try await maker.decode(webp, to: PixelGeometry(side: 48)).facts
        #expect([small.width, small.height] == [width, height])
        let large = try await maker.decode(original, to: PixelGeometry(side: 48)).facts
        if let hash = large.perceptualHash, let other = small.perceptualHash {
            #expect((hash ^ other).nonzeroBitCount <= Facts.samePictureBits)
        }
    }

    @Test(arguments: ["Facts/exif-plain.jpg", "Facts/exif.heic", "Facts/exif.png", "png-p3.png", "jpeg-adobe-rgb.jpg"])
    func `no metadata is left`(_ file: String) async throws {
        let webp = try await maker.thumbnail(of: Fixtures.bytes(file), longestSide: 256)
        let facts = try await maker.decode(webp, to: PixelGeometry(side: 48)).facts
        #expect(facts.taken == nil && facts.position == nil && facts.camera == nil)
        for chunk in ["EXIF", "ICCP", "XMP "] {
            #expect(!webp.windows(of: 4).contains(Array(chunk.utf8)), "\(chunk)")
        }
    }

    @Test func `transparency lies on white`() async throws {
        let webp = try await maker.thumbnail(of: Fixtures.bytes("webp-lossless-alpha.webp"), longestSide: 256)
        #expect(!webp.windows(of: 4).contains(Array("ALPH".utf8)))
        let colours = try await [webp, Fixtures.bytes("webp-lossless-alpha.webp")].asyncMap {
            try await maker.decode($0, to: PixelGeometry(side: 48)).facts.colour ?? 0
        }
        for band in [0, 8, 16] as [UInt32] {
            #expect(abs(Int(colours[0] >> band & 255) - Int(colours[1] >> band & 255)) <= 3)
        }
    }

    @Test func `a refusal is that of decoding`() async throws {
        let limited = WorkerImageDecoder.real(.init(pixels: 1000), concurrency: 1)
        await #expect(throws: PictureError(.tooManyPixels, "120 x 80 is 0.1 megapixels; the limit is 0.1")) {
            try await limited.thumbnail(of: Fixtures.bytes("png-rgb.png"), longestSide: 256)
        }
        await #expect(throws: PictureError(.notAPicture, "the content is no JPEG, PNG, WebP, GIF, HEIC or AVIF")) {
            try await maker.thumbnail(of: Array("hello".utf8), longestSide: 256)
        }
    }

    /// Pixels instead, no WebP, one that is too large, more bytes than there is room for.
    @Test(arguments: Array(".123"))
    func `a worker that lies on a thumbnail costs that thumbnail`(what: Character) async throws {
        let error = await #expect(throws: PictureError.self) {
            try await WorkerImageDecoder.hostile().thumbnail(of: Array("GIF89a\(what)".utf8), longestSide: 256)
        }
        #expect(error?.code == .undecodable)
    }
}

extension [UInt8] {
    fileprivate func windows(of count: Int) -> [[UInt8]] {
        indices.dropLast(count - 1).map { Array(self[$0..<$0 + count]) }
    }
}

extension Array {
    fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async throws -> [T] {
        var results: [T] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
