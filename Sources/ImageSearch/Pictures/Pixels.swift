/// A decoded picture as the image tower takes it: 8-bit sRGB, no alpha, upright, already resized and cropped.
public struct Pixels: Sendable, Equatable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// Red, green, blue of each pixel, row by row: `width * height * 3` values of 0...255.
    public let rgb: [UInt8]

    /// Takes the values of a decoded picture, `width * height * 3` of them.
    public init(width: Int, height: Int, rgb: [UInt8]) {
        precondition(rgb.count == width * height * 3, "expected \(width * height * 3) values, not \(rgb.count)")
        self.width = width
        self.height = height
        self.rgb = rgb
    }
}

/// How a model wants its pictures brought to size, as open_clip's `preprocess_cfg` means it.
public struct PixelGeometry: Sendable, Equatable {
    /// What happens to a picture that is not square.
    public enum ResizeMode: String, Sendable {
        /// The shorter side becomes `side`; the middle is cut out.
        case shortest
        /// The longer side becomes `side`; the rest is filled with `fill`.
        case longest
        /// Both sides become `side`; the proportions are lost.
        case squash
    }

    /// The resampling filter, with Pillow's definitions and support.
    public enum Interpolation: String, Sendable {
        case bicubic
        case bilinear
    }

    /// Pixels along each side of the square that the tower takes, such as 224.
    public var side: Int
    /// What happens to a picture that is not square.
    public var resizeMode: ResizeMode
    /// The resampling filter.
    public var interpolation: Interpolation
    /// The grey level (0...255) around a picture resized by `longest`.
    public var fill: UInt8

    /// CLIP's own geometry, unless told otherwise.
    public init(
        side: Int = 224, resizeMode: ResizeMode = .shortest, interpolation: Interpolation = .bicubic, fill: UInt8 = 0
    ) {
        self.side = side
        self.resizeMode = resizeMode
        self.interpolation = interpolation
        self.fill = fill
    }
}
