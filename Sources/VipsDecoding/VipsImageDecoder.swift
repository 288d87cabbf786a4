import BlockingWork
import CPixels
import Foundation
public import ImageSearch

/// Decodes JPEG, PNG, WebP, GIF, HEIC and AVIF with libvips.
///
/// ```swift
/// let decoder = try VipsImageDecoder()
/// let picture = try await decoder.decode(bytes, to: PixelGeometry(side: 224))
/// ```
///
/// Files are taken as hostile: limits are checked on the header, no other loader of libvips can be reached, and what
/// is cut off or broken is refused. Decoding runs on threads of its own, never on the cooperative pool.
public struct VipsImageDecoder: ImageDecoder {
    /// 100 megapixels.
    public static let defaultMaxPixels = 100_000_000
    /// 64 MB.
    public static let defaultMaxBytes = 64 << 20

    private let maxPixels: Int
    private let maxBytes: Int
    private let queue: WorkQueue<Void>

    /// Starts libvips, once for the process.
    ///
    /// - Parameters:
    ///   - maxPixels: columns times rows of the first frame, by the header; a larger picture is refused.
    ///   - maxBytes: a larger file is refused.
    ///   - concurrency: how many pictures are decoded at once; `nil` for as many as there are processors.
    /// - Throws: ``VipsUnavailable`` when libvips does not start.
    public init(
        maxPixels: Int = defaultMaxPixels, maxBytes: Int = defaultMaxBytes, concurrency: Int? = nil
    ) throws(VipsUnavailable) {
        guard VipsLibrary.isStarted else { throw VipsUnavailable() }
        self.maxPixels = maxPixels
        self.maxBytes = maxBytes
        queue = WorkQueue(
            "decoding", threads: max(1, concurrency ?? ProcessInfo.processInfo.activeProcessorCount))
    }

    /// Decodes on a thread of its own: limits, upright, on white, at the model's size, in sRGB.
    ///
    /// - Throws: ``PictureError``: `tooManyBytes`, `notAPicture`, `tooManyPixels`, `damaged`; `CancellationError` when
    ///   the task was cancelled before its turn came.
    public func decode(_ file: [UInt8], to geometry: PixelGeometry) async throws -> DecodedPicture {
        guard file.count <= maxBytes else {
            throw PictureError(.tooManyBytes, "\(megabytes(file.count)); the limit is \(megabytes(maxBytes))")
        }
        guard let format = ImageFormat(content: file) else {
            throw PictureError(.notAPicture, "the content is no JPEG, PNG, WebP, GIF, HEIC or AVIF")
        }
        let encoded = EncodedPicture(bytes: file, format: format)
        return try await queue.run { try decode(encoded, to: geometry) }
    }

    private func decode(_ encoded: EncodedPicture, to geometry: PixelGeometry) throws(PictureError) -> DecodedPicture {
        let header = try encoded.header()
        let (pixels, overflows) = header.width.multipliedReportingOverflow(by: header.height)
        guard !overflows, pixels <= maxPixels else {
            let size = "\(header.width) x \(header.height) is \(megapixels(pixels)) megapixels"
            throw PictureError(.tooManyPixels, "\(size); the limit is \(megapixels(maxPixels))")
        }
        let plan = ResizePlan(header, format: encoded.format, geometry: geometry)
        return DecodedPicture(
            pixels: try encoded.pixels(plan), format: encoded.format, width: header.width, height: header.height)
    }
}

/// The system's libvips that does not start, with what to do about it.
public struct VipsUnavailable: Error, Sendable, CustomStringConvertible {
    /// The line that the user reads.
    public let description = "libvips does not start; please install it again (libvips42 on Debian, vips in Homebrew)"
}

/// 144, or 1.5 where whole numbers say too little.
private func megapixels(_ pixels: Int) -> String { decimal(pixels, unit: 1_000_000) }

private func megabytes(_ bytes: Int) -> String { decimal(bytes, unit: 1 << 20) + " MB" }

/// Rounded up to a tenth, so that a value just above its limit never reads as the limit.
private func decimal(_ value: Int, unit: Int) -> String {
    let (whole, rest) = value.quotientAndRemainder(dividingBy: unit)
    let tenths = (rest * 10 + unit - 1) / unit
    if tenths == 10 { return "\(whole + 1)" }
    return tenths == 0 ? "\(whole)" : "\(whole).\(tenths)"
}
