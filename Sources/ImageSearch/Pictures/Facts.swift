/// What a picture's bytes tell beside what it shows; found in the pass that decodes.
public struct Facts: Sendable, Hashable {
    /// The number of the extractor that this program is: it grows when facts are added or found in another way, so that
    /// those of earlier ones can be made again without embedding anything.
    public static let currentExtractor = 1

    /// Columns as stored, before the orientation is applied.
    public var width: Int
    /// Rows as stored.
    public var height: Int
    /// By content.
    public var format: ImageFormat
    /// The number of the extractor that made them.
    public var extractor: Int

    /// Joins what was found.
    public init(width: Int, height: Int, format: ImageFormat, extractor: Int = Facts.currentExtractor) {
        self.width = width
        self.height = height
        self.format = format
        self.extractor = extractor
    }
}

extension Facts {
    /// What the decoder found in the header.
    public init(_ decoded: DecodedPicture) {
        self.init(width: decoded.width, height: decoded.height, format: decoded.format)
    }
}
