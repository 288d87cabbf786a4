import CPixels
import ImageSearch

/// The bytes of a picture of a known format, and the blocking calls that read them.
struct EncodedPicture {
    let bytes: UnsafeRawBufferPointer
    let format: ImageFormat

    /// What the header says; no pixel is decoded.
    func header() throws(DecodingFault) -> Header {
        var header = pixels_header()
        try check(pixels_read_header(file, &header))
        return Header(
            width: Int(header.width), height: Int(header.height), orientation: Int(header.orientation))
    }

    /// Decodes the pixels straight to where they are wanted: `side * side * 3` values.
    func decode(_ plan: ResizePlan, into rgb: UnsafeMutablePointer<UInt8>) throws(DecodingFault) {
        try check(pixels_decode(file, plan.forC, rgb))
    }

    private func check(_ outcome: pixels_outcome) throws(DecodingFault) {
        switch outcome {
        case pixels_done: return
        case pixels_no_memory: throw DecodingFault(.tooMuchMemory, format)
        default: throw DecodingFault(.damaged, format)
        }
    }

    private var file: pixels_file {
        pixels_file(bytes: bytes.baseAddress, count: bytes.count, format: format.loader)
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
}
