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
    ///
    /// - Returns: the overview of the whole picture.
    func decode(_ plan: ResizePlan, into rgb: UnsafeMutablePointer<UInt8>) throws(DecodingFault) -> Overview {
        var outcome = pixels_broken
        let overview = [UInt8](unsafeUninitializedCapacity: Overview.byteCount) { cells, count in
            guard let start = cells.baseAddress else { return }
            start.initialize(repeating: 0, count: Overview.byteCount)
            count = Overview.byteCount
            outcome = pixels_decode(file, plan.forC, rgb, start)
        }
        try check(outcome)
        return Overview(overview, orientation: plan.orientation)
    }

    /// Makes a small WebP of the picture, straight to where it is wanted.
    ///
    /// - Returns: its size in bytes.
    func thumbnail(
        _ plan: ResizePlan, quality: Int, into webp: UnsafeMutableRawBufferPointer
    ) throws(DecodingFault) -> Int {
        guard let start = webp.baseAddress else { throw DecodingFault(.tooMuchMemory, format) }
        var count = webp.count
        try check(pixels_thumbnail(file, plan.forC, Int32(quality), start, &count))
        return count
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

    /// The size of the upright picture.
    var upright: Size {
        // No header that libvips accepts says less; nothing may divide by 0 should one do so all the same.
        let stored = Size(width: max(1, width), height: max(1, height))
        return isLyingDown ? stored.transposed : stored
    }
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
