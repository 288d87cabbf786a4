package import ImageSearch

/// What a file's own structure says, read before any library sees it: cheap, and safe on any bytes.
///
/// What it does not understand it leaves to the decoder, which runs within limits of time and memory anyway.
package struct PictureStructure {
    /// Every size that the decoder will be asked to make, by the header and by what is coded.
    package var sizes: [Size] = []
    /// The parts that the first frame needs; `nil` for all.
    package var kept: [Range<Int>]?
    /// Where the EXIF data lies, in the file before it is trimmed.
    package var exif: Range<Int>?
    /// How many parts cost time, and how many of them are bearable.
    package var parts = 0
    var mostParts = Int.max

    /// Looks at a file of a known format.
    package init(_ bytes: UnsafeRawBufferPointer, _ format: ImageFormat) {
        switch format {
        case .jpeg: self = Self.jpeg(bytes)
        case .png: self = Self.png(bytes)
        case .gif: self = Self.gif(bytes)
        case .webp: self = Self.webP(bytes)
        case .heic, .avif: self = Self.heif(bytes)
        }
    }

    init() {}

    /// Refuses what is too large or has too many parts.
    func check(_ format: ImageFormat, maxPixels: Int) throws(DecodingFault) {
        for size in sizes {
            let (pixels, overflows) = size.width.multipliedReportingOverflow(by: size.height)
            guard !overflows, pixels <= maxPixels else {
                throw DecodingFault(.tooManyPixels, format, size.width, size.height)
            }
        }
        guard parts <= mostParts else { throw DecodingFault(.tooComplex, format, parts, mostParts) }
    }

    /// Takes out of the file what the first frame does not need.
    ///
    /// - Returns: the file as the decoder is to see it.
    package func trim(_ bytes: UnsafeMutableRawBufferPointer, _ format: ImageFormat) -> UnsafeRawBufferPointer {
        guard let kept else { return UnsafeRawBufferPointer(bytes) }
        var count = 0
        for range in kept {
            let part = UnsafeRawBufferPointer(rebasing: bytes[range])
            if range.lowerBound != count {
                UnsafeMutableRawBufferPointer(rebasing: bytes[count..<count + range.count]).copyMemory(from: part)
            }
            count += range.count
        }
        switch format {
        case .gif where count < bytes.count:
            bytes[count] = 0x3B  // the trailer
            count += 1
        case .webp where count >= 8:
            for offset in 0..<4 { bytes[4 + offset] = UInt8(truncatingIfNeeded: (count - 8) >> (8 * offset)) }
        default: break
        }
        return UnsafeRawBufferPointer(rebasing: bytes[0..<count])
    }
}
