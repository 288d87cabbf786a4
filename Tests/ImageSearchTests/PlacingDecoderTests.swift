import ImageSearch
import Testing

/// Positions get names, or are not kept.
struct PlacingDecoderTests {
    private struct Names: PlaceNaming {
        func place(at position: Position) async -> String? { "\(Int(position.latitude)) north" }
    }

    private struct Decoder: ImageDecoder {
        var position: Position?
        var rules: String { "of the decoder" }
        func decode(
            _ file: [UInt8], part: PicturePart?, to geometry: PixelGeometry
        ) async throws -> DecodedPicture {
            let facts = Facts(width: 1, height: 1, format: .png, camera: "Camera", position: position)
            return DecodedPicture(pixels: Pixels(width: 1, height: 1, rgb: [1, 2, 3]), facts: facts)
        }
    }

    private let nice = Position(latitude: 43, longitude: 7)

    @Test func `a position is named`() async throws {
        let decoder = PlacingDecoder(Decoder(position: nice), places: Names())
        let facts = try await decoder.decode([], to: PixelGeometry()).facts
        #expect(facts.place == "43 north" && facts.position == nice)
        #expect(decoder.rules == "of the decoder")
    }

    @Test func `a picture without a position has no place`() async throws {
        let facts = try await PlacingDecoder(Decoder(), places: Names()).decode([], to: PixelGeometry()).facts
        #expect(facts.place == nil && facts.position == nil)
    }

    @Test func `where no positions are wanted neither is kept, and everything else is`() async throws {
        let facts = try await PlacingDecoder(Decoder(position: nice), places: nil).decode([], to: PixelGeometry()).facts
        #expect(facts.place == nil && facts.position == nil && facts.camera == "Camera")
    }
}
