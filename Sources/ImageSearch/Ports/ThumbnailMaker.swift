/// Makes small pictures that every browser shows.
public protocol ThumbnailMaker: Sendable {
    /// Makes a WebP of a picture: upright, in sRGB, on white where the picture is transparent, without any metadata.
    ///
    /// - Parameters:
    ///   - file: the bytes as they lie in the source.
    ///   - longestSide: pixels, 1...2048; a smaller picture is not enlarged.
    /// - Returns: the bytes of the WebP.
    /// - Throws: ``PictureError`` and ``DecoderUnavailable``, as ``ImageDecoder``.
    func thumbnail(of file: [UInt8], longestSide: Int) async throws -> [UInt8]
}
