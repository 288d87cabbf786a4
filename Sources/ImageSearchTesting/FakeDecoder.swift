public import ImageSearch

/// Reads pictures of the form `fake:R,G,B`, each of one colour, and refuses all else.
public struct FakeDecoder: ImageDecoder {
    /// Refuses the same for ever.
    public var rules: String { "fake" }

    /// Makes a decoder.
    public init() {}

    /// The bytes of a picture of one colour, with a comment to tell two of them apart.
    public static func picture(red: UInt8 = 0, green: UInt8 = 0, blue: UInt8 = 0, comment: String = "") -> [UInt8] {
        Array("fake:\(red),\(green),\(blue),\(comment)".utf8)
    }

    /// A square of the one colour.
    public func decode(_ file: [UInt8], part: PicturePart?, to geometry: PixelGeometry) async throws -> DecodedPicture {
        let text = String(decoding: file, as: UTF8.self)
        guard text.hasPrefix("fake:") else { throw PictureError(.notAPicture, "no format that is read") }
        let levels = text.dropFirst(5).split(separator: ",", omittingEmptySubsequences: false).prefix(3)
            .compactMap { UInt8($0) }
        guard levels.count == 3 else { throw PictureError(.damaged, "expected 3 levels, not \(levels.count)") }
        let rgb = Array(repeatElement(levels, count: geometry.side * geometry.side).joined())
        let pixels = Pixels(width: geometry.side, height: geometry.side, rgb: rgb)
        return DecodedPicture(pixels: pixels, facts: Facts(width: 1, height: 1, format: .png))
    }
}
