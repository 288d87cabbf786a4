/// Turns the bytes of a picture into the pixels that a model takes.
public protocol ImageDecoder: Sendable {
    /// Decodes, turns upright, converts to sRGB, flattens on white, resizes and crops.
    ///
    /// Limits are checked on the header, before any pixel is decoded.
    /// - Parameters:
    ///   - file: the bytes as they lie in the source.
    ///   - geometry: how the model wants the picture brought to size.
    /// - Returns: the pixels, and what the header said.
    /// - Throws: ``PictureError``: `notAPicture`, `damaged`, `tooManyBytes`, `tooManyPixels`.
    func decode(_ file: [UInt8], to geometry: PixelGeometry) async throws -> DecodedPicture
}

/// The pixels for the model, and what the header said.
public struct DecodedPicture: Sendable, Equatable {
    /// What the model takes.
    public var pixels: Pixels
    /// The format, by content.
    public var format: ImageFormat
    /// Columns as stored, before the orientation is applied.
    public var width: Int
    /// Rows as stored.
    public var height: Int

    /// Joins pixels and header.
    public init(pixels: Pixels, format: ImageFormat, width: Int, height: Int) {
        self.pixels = pixels
        self.format = format
        self.width = width
        self.height = height
    }
}

/// The formats that are read, told by content, never by a file's name.
public enum ImageFormat: String, Sendable, CaseIterable {
    case jpeg, png, webp, gif, heic, avif

    /// The ending that a kept upload gets, without the dot.
    public var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

    /// The endings, in lower case, by which a listing takes a file for a picture.
    public static let fileExtensions: Set<String> = [
        "jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "heic", "heif", "avif",
    ]
}
