import CPixels
import ImageSearch

/// The bytes of a picture of a known format, and the blocking calls that read them.
struct EncodedPicture: Sendable {
    let bytes: [UInt8]
    let format: ImageFormat

    /// What the header says; no pixel is decoded.
    func header() throws(PictureError) -> Header {
        var header = pixels_header()
        guard withFile({ pixels_read_header($0, &header) }) else { throw damage }
        return Header(
            width: Int(header.width), height: Int(header.height), orientation: Int(header.orientation))
    }

    /// The pixels, decoded straight into the array that is returned.
    func pixels(_ plan: ResizePlan) throws(PictureError) -> Pixels {
        var succeeded = false
        let count = plan.side * plan.side * 3
        let rgb = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let start = buffer.baseAddress else { return }
            succeeded = withFile { pixels_decode($0, plan.forC, start) }
            initialized = succeeded ? count : 0
        }
        guard succeeded else { throw damage }
        return Pixels(width: plan.side, height: plan.side, rgb: rgb)
    }

    private var damage: PictureError {
        PictureError(.damaged, "the \(format.displayName) data is broken or cut off")
    }

    private func withFile<Result>(_ body: (pixels_file) -> Result) -> Result {
        bytes.withUnsafeBytes { buffer in
            body(pixels_file(bytes: buffer.baseAddress, count: buffer.count, format: format.loader))
        }
    }
}

/// What a picture's header says.
struct Header: Sendable, Equatable {
    /// Columns as stored.
    var width: Int
    /// Rows as stored.
    var height: Int
    /// 1 to 8, as in EXIF.
    var orientation: Int

    /// Columns and rows change places when the picture is turned upright.
    var isLyingDown: Bool { orientation >= 5 }
}

extension ImageFormat {
    fileprivate var loader: pixels_format {
        switch self {
        case .jpeg: pixels_format_jpeg
        case .png: pixels_format_png
        case .webp: pixels_format_webp
        case .gif: pixels_format_gif
        case .heic, .avif: pixels_format_heif
        }
    }

    fileprivate var displayName: String { self == .webp ? "WebP" : rawValue.uppercased() }
}
