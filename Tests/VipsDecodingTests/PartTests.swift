import ImageSearch
import Testing

@testable import VipsDecoding

/// Parts of pictures against Pillow, which crops the upright picture and then resizes.
struct PartTests {
    @Test(arguments: try Fixtures.parts())
    func `the pixels of a part are those of Pillow`(_ golden: GoldenCase) async throws {
        let edges = try #require(golden.part)
        let part = try PicturePart(left: edges[0], top: edges[1], width: edges[2], height: edges[3])
        let geometry = try #require(golden.geometry)
        let expected = try Fixtures.bytes(golden.golden)
        let decoded = try await VipsImageDecoder().decode(Fixtures.bytes(golden.file), part: part, to: geometry)
        try #require(decoded.pixels.rgb.count == expected.count)
        let differences = zip(decoded.pixels.rgb, expected).map { abs(Int($0) - Int($1)) }
        #expect((differences.max() ?? 0) <= golden.maxDifference)
        #expect(Double(differences.reduce(0, +)) / Double(differences.count) < golden.meanDifference)
    }

    @Test func `the facts of a part are those of the whole`() async throws {
        let file = try Fixtures.bytes("large-odd-size.jpg")
        let part = try PicturePart(left: 0.6, top: 0.1, width: 0.2, height: 0.3)
        let decoder = try VipsImageDecoder()
        let whole = try await decoder.decode(file, to: PixelGeometry(side: 48)).facts
        let told = try await decoder.decode(file, part: part, to: PixelGeometry(side: 48)).facts
        #expect(told.width == whole.width && told.height == whole.height)
        let difference = (told.perceptualHash ?? 0) ^ (whole.perceptualHash ?? .max)
        #expect(difference.nonzeroBitCount <= 2, "they are loaded at different sizes")
    }

    @Test func `a small part is loaded larger than the whole`() throws {
        let header = Header(width: 8000, height: 6000, orientation: 1)
        let part = try PicturePart(left: 0.5, top: 0.5, width: 0.25, height: 0.25)
        #expect(ResizePlan(header, format: .jpeg, geometry: PixelGeometry()).shrink == 8)
        #expect(ResizePlan(header, format: .jpeg, part: part, geometry: PixelGeometry()).shrink == 2)
    }

    @Test(arguments: 1...8)
    func `every part of every size is within the picture`(orientation: Int) throws {
        for (width, height) in [(1, 1), (1, 5000), (7, 3), (4032, 3024)] {
            for place in [0, 0.3, 0.999] {
                let part = try PicturePart(left: place, top: place, width: 1 - place, height: 0.0001)
                let header = Header(width: width, height: height, orientation: orientation)
                let plan = ResizePlan(header, format: .jpeg, part: part, geometry: PixelGeometry())
                let box = plan.part.stored(in: header.upright, orientation: orientation)
                #expect(box.left >= 0 && box.left + box.size.width <= width && box.size.width > 0)
                #expect(box.top >= 0 && box.top + box.size.height <= height && box.size.height > 0)
            }
        }
    }

    @Test func `a worker is told which part`() throws {
        let part = try PicturePart(left: 0.1, top: 0.2, width: 0.3, height: 0.4)
        for part in [part, nil] {
            let geometry = PixelGeometry(side: 99, resizeMode: .longest, interpolation: .bilinear, fill: 7)
            let request = DecodeRequest(.pixels(geometry, part), byteCount: 5, maxPixels: 6, seconds: 7)
            #expect(DecodeRequest(request.frame) == request)
        }
    }
}
