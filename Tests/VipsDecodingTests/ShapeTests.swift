import ImageSearch
import Testing

@testable import VipsDecoding

/// Sizes and offsets, most of all of pictures that are all length.
struct ShapeTests {
    @Test(arguments: ["png-1x1.png", "png-1x5000.png", "png-5000x1.png"], PixelGeometry.allModes)
    func `a picture of one pixel's width gives a full square`(file: String, mode: PixelGeometry.ResizeMode) async throws
    {
        let geometry = PixelGeometry(side: 224, resizeMode: mode, fill: 40)
        let decoded = try await VipsImageDecoder().decode(Fixtures.bytes(file), to: geometry)
        #expect(decoded.pixels.rgb.count == 224 * 224 * 3)
    }

    @Test func `the middle of a long picture is what is seen`() async throws {
        // Red but for its 500 rows in the middle, which are blue.
        let decoded = try await VipsImageDecoder().decode(Fixtures.bytes("png-1x5000.png"), to: PixelGeometry())
        #expect(decoded.pixels.rgb == Array(repeatElement([0, 0, 255], count: 224 * 224).joined()))
    }

    @Test func `the longest side fits and the rest is filled, as little as a line remains`() async throws {
        let geometry = PixelGeometry(side: 224, resizeMode: .longest, fill: 40)
        let decoded = try await VipsImageDecoder().decode(Fixtures.bytes("png-1x5000.png"), to: geometry)
        let middleRow = decoded.pixels.rgb[(112 * 224 * 3)..<(113 * 224 * 3)]
        #expect(Array(middleRow.prefix(111 * 3)) == Array(repeating: 40, count: 111 * 3))
        #expect(Array(middleRow.dropFirst(111 * 3).prefix(3)) == [0, 0, 255])
        #expect(Array(middleRow.dropFirst(112 * 3)) == Array(repeating: 40, count: 112 * 3))
    }

    @Test(arguments: [
        // width, height, resized by torchvision's Resize(224), offset by its CenterCrop(224)
        (640, 480, 298, 224, 37, 0), (480, 640, 224, 298, 0, 37), (500, 333, 336, 224, 56, 0),
        (333, 500, 224, 336, 0, 56), (4000, 3000, 298, 224, 37, 0), (227, 224, 227, 224, 2, 0),
        (225, 224, 225, 224, 0, 0), (1, 5000, 224, 1_120_000, 0, 559_888),
    ])
    func `sizes and offsets are those of torchvision`(
        width: Int, height: Int, resizedWidth: Int, resizedHeight: Int, left: Int, top: Int
    ) {
        let header = Header(width: width, height: height, orientation: 1)
        let plan = ResizePlan(header, format: .png, geometry: PixelGeometry())
        #expect(plan.resized == Size(width: resizedWidth, height: resizedHeight))
        #expect([plan.crop.left, plan.crop.top] == [left, top])
    }

    @Test(arguments: [1, 2, 224, Int(Int32.max), 0, -1], [1, 5000, Int(Int32.max), 0, Int(Int32.min)])
    func `whatever a header says, there is a plan`(width: Int, height: Int) {
        for mode in PixelGeometry.allModes {
            for side in [1, 224, 4096] {
                for orientation in [Int(Int32.min), 0, 1, 3, 6, 8, 9, Int(Int32.max)] {
                    let header = Header(width: width, height: height, orientation: orientation)
                    for format in ImageFormat.allCases {
                        let geometry = PixelGeometry(side: side, resizeMode: mode)
                        let plan = ResizePlan(header, format: format, geometry: geometry)
                        // Converts each number to what C takes.
                        _ = plan.forC
                        #expect((1...side).contains(plan.crop.size.width) && (1...side).contains(plan.crop.size.height))
                        #expect(plan.crop.left >= 0 && plan.crop.top >= 0)
                    }
                }
            }
        }
    }

    @Test(arguments: [
        (ImageFormat.jpeg, 4000, 3000, 4), (.jpeg, 4032, 3024, 4), (.jpeg, 8000, 6000, 8), (.jpeg, 640, 480, 1),
        (.jpeg, 1024, 896, 2), (.jpeg, 1025, 897, 1), (.jpeg, 4001, 2999, 2), (.webp, 4000, 3000, 2),
        (.webp, 2000, 1500, 1), (.png, 4000, 3000, 1), (.heic, 4000, 3000, 1),
    ])
    func `shrinking on load leaves enough pixels`(format: ImageFormat, width: Int, height: Int, shrink: Int) {
        let header = Header(width: width, height: height, orientation: 1)
        #expect(ResizePlan(header, format: format, geometry: PixelGeometry()).shrink == shrink)
    }
}

extension PixelGeometry {
    static let allModes: [ResizeMode] = [.shortest, .longest, .squash]
}
