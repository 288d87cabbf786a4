import ImageSearch
import Testing
import VipsDecoding

/// Every format, orientation and kind of pixel against Pillow's CLIP preprocessing.
struct GoldenTests {
    @Test(arguments: try Fixtures.goldenCases())
    func `pixels are those of Pillow`(_ golden: GoldenCase) async throws {
        let geometry = try #require(golden.geometry)
        let expected = try Fixtures.bytes(golden.golden)
        let decoded = try await VipsImageDecoder().decode(Fixtures.bytes(golden.file), to: geometry)
        try #require(decoded.pixels.rgb.count == expected.count)
        let differences = zip(decoded.pixels.rgb, expected).map { abs(Int($0) - Int($1)) }
        let mean = Double(differences.reduce(0, +)) / Double(differences.count)
        #expect((differences.max() ?? 0) <= golden.maxDifference)
        #expect(mean < golden.meanDifference)
    }

    @Test func `the cases hold all formats and all orientations`() throws {
        let files = Set(try Fixtures.goldenCases().map(\.file))
        let formats = try Set(files.map { try #require(formatName($0)) })
        #expect(formats == ["jpg", "png", "webp", "gif", "heic", "avif"])
        #expect((1...8).allSatisfy { files.contains("jpeg-orientation-\($0).jpg") })
    }

    private func formatName(_ file: String) -> Substring? { file.split(separator: ".").last }
}
