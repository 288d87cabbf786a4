/// A decoder whose facts name the place of their position, or keep no positions at all.
///
/// Everything that decodes goes through it, so that no way is left by which a position comes into the index that is not wanted.
public struct PlacingDecoder: ImageDecoder {
    private let decoder: any ImageDecoder
    private let places: (any PlaceNaming)?

    /// Joins a decoder and the names.
    ///
    /// - Parameters:
    ///   - decoder: decodes.
    ///   - places: knows the names; `nil` for no positions.
    public init(_ decoder: any ImageDecoder, places: (any PlaceNaming)?) {
        self.decoder = decoder
        self.places = places
    }

    /// Those of the decoder: a refusal does not depend on places.
    public var rules: String { decoder.rules }

    /// Decodes, and names the place.
    public func decode(
        _ file: [UInt8], part: PicturePart?, to geometry: PixelGeometry
    ) async throws -> DecodedPicture {
        var picture = try await decoder.decode(file, part: part, to: geometry)
        if places == nil { picture.facts.position = nil }
        if let position = picture.facts.position { picture.facts.place = await places?.place(at: position) }
        return picture
    }
}
