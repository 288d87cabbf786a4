/// Turns the bytes of a picture into the pixels that a model takes.
public protocol ImageDecoder: Sendable {
    /// What a refusal depends on beside the file, such as limits, in a few words: with others, a file is worth a new attempt.
    var rules: String { get }

    /// Decodes, turns upright, converts to sRGB, flattens on white, resizes and crops.
    ///
    /// Limits are checked on the header, before any pixel is decoded.
    /// - Parameters:
    ///   - file: the bytes as they lie in the source.
    ///   - part: only this part of the upright picture is wanted as pixels; `nil` for all of it.
    ///   - geometry: how the model wants it brought to size.
    /// - Returns: the pixels, and the facts of the whole picture.
    /// - Throws: ``PictureError``: `notAPicture`, `damaged`, `tooManyBytes`, `tooManyPixels`, `tooComplex`, `tooSlow`,
    ///   `tooMuchMemory`, `undecodable`; ``DecoderUnavailable`` when nothing can be decoded now.
    func decode(_ file: [UInt8], part: PicturePart?, to geometry: PixelGeometry) async throws -> DecodedPicture
}

extension ImageDecoder {
    /// Decodes all of a picture.
    public func decode(_ file: [UInt8], to geometry: PixelGeometry) async throws -> DecodedPicture {
        try await decode(file, part: nil, to: geometry)
    }
}

/// No picture can be decoded now, whatever it is.
///
/// `description` is safe to show to anyone; `cause` is for logs.
public struct DecoderUnavailable: Error, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// What is wrong and what to do.
    public let description: String
    /// What the system said.
    public let cause: String

    /// Says what is wrong.
    public init(_ description: String, cause: String = "") {
        self.description = description
        self.cause = cause
    }

    /// The description with its cause; for logs only.
    public var debugDescription: String { cause.isEmpty ? description : "\(description) [\(cause)]" }
}

/// The pixels for the model, and what the bytes tell beside them.
public struct DecodedPicture: Sendable, Equatable {
    /// What the model takes.
    public var pixels: Pixels
    /// What the header and the pixels tell.
    public var facts: Facts

    /// Joins pixels and facts.
    public init(pixels: Pixels, facts: Facts) {
        self.pixels = pixels
        self.facts = facts
    }
}

/// The formats that are read, told by content, never by a file's name.
public enum ImageFormat: String, Sendable, CaseIterable {
    case jpeg, png, webp, gif, heic, avif

    /// The ending that a kept upload gets, without the dot.
    public var fileExtension: String { fileExtensions[0] }

    /// The endings, in lower case, under which cameras and programs write the format, the usual one first.
    private var fileExtensions: [String] {
        switch self {
        // Besides JPEG's own: pictures of several views (mpo), stereo pairs (jps), panoramas of Insta360 (insp).
        case .jpeg: ["jpg", "jpeg", "jpe", "jfif", "jfi", "jif", "pjpeg", "pjp", "mpo", "jps", "insp"]
        case .png: ["png", "apng"]
        case .webp: ["webp"]
        case .gif: ["gif"]
        // Canon, Sony and Fujifilm write HIF; an s at the end stands for a sequence.
        case .heic: ["heic", "heif", "hif", "heics", "heifs"]
        case .avif: ["avif", "avifs"]
        }
    }

    /// The endings, in lower case, by which a listing takes a file for a picture.
    public static let fileExtensions = Set(allCases.flatMap(\.fileExtensions))
}
