import CPixels
import Foundation
public import ImageSearch
import Scheduling

/// Decodes JPEG, PNG, WebP, GIF, HEIC and AVIF with libvips, in this process.
///
/// A file that breaks a decoder breaks the process: for bytes that nobody trusts there is ``WorkerImageDecoder``, which does
/// the same in processes of their own.
///
/// ```swift
/// let decoder = try VipsImageDecoder(maxPixels: 100_000_000, maxBytes: 64 << 20)
/// let picture = try await decoder.decode(bytes, to: PixelGeometry(side: 224))
/// ```
public struct VipsImageDecoder: ImageDecoder {
    private let admission: Admission
    private let queue: WorkQueue<Void>

    /// Starts libvips, once for the process.
    ///
    /// - Parameters:
    ///   - maxPixels: columns times rows of the first frame, by the header; a larger picture is refused.
    ///   - maxBytes: a larger file is refused.
    ///   - concurrency: how many pictures are decoded at once; `nil` for as many as there are processors.
    /// - Throws: ``ImageSearch/DecoderUnavailable`` when libvips does not start.
    public init(maxPixels: Int, maxBytes: Int, concurrency: Int? = nil) throws(DecoderUnavailable) {
        guard VipsLibrary.isStarted else { throw VipsLibrary.unavailable }
        admission = Admission(maxPixels: maxPixels, maxBytes: maxBytes)
        queue = WorkQueue(
            "decoding", threads: max(1, concurrency ?? ProcessInfo.processInfo.activeProcessorCount))
    }

    /// The limits on pixels and bytes.
    public var rules: String { "1 \(admission.maxPixels) \(admission.maxBytes)" }

    /// Decodes on a thread of its own: limits, upright, on white, at the model's size, in sRGB.
    ///
    /// - Throws: ``PictureError``; `CancellationError` when the task was cancelled before its turn came.
    public func decode(
        _ file: [UInt8], part: PicturePart?, to geometry: PixelGeometry
    ) async throws -> DecodedPicture {
        _ = try admission.admit(file)
        return try await queue.run { try decode(file, part, geometry) }
    }

    private func decode(
        _ file: [UInt8], _ part: PicturePart?, _ geometry: PixelGeometry
    ) throws(PictureError) -> DecodedPicture {
        var copy = file
        let count = geometry.side * geometry.side * 3
        var result: Result<Facts, DecodingFault> = .failure(DecodingFault(.damaged))
        let rgb = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let start = buffer.baseAddress else { return }
            start.initialize(repeating: 0, count: count)
            initialized = count
            let decoding = PictureDecoding(maxPixels: admission.maxPixels)
            result = copy.withUnsafeMutableBytes { bytes in
                Result { () throws(DecodingFault) in
                    try decoding.decode(bytes, part: part, to: geometry, into: start)
                }
            }
        }
        do {
            let facts = try result.get()
            return DecodedPicture(
                pixels: Pixels(width: geometry.side, height: geometry.side, rgb: rgb), facts: facts)
        } catch {
            throw error.pictureError(maxPixels: admission.maxPixels)
        }
    }
}

/// What is asked of a file before a decoder sees it.
struct Admission: Sendable {
    let maxPixels: Int
    let maxBytes: Int

    /// The format of a file that is small enough and of a known kind.
    func admit(_ file: [UInt8]) throws(PictureError) -> ImageFormat {
        guard file.count <= maxBytes else {
            throw PictureError(.tooManyBytes, "\(megabytes(file.count)); the limit is \(megabytes(maxBytes))")
        }
        guard let format = ImageFormat(content: Array(file.prefix(ImageFormat.prefix))) else {
            throw DecodingFault(.notAPicture).pictureError(maxPixels: maxPixels)
        }
        return format
    }
}
