import ImageSearch

/// Decodes one picture where it stands, in this process and on this thread: what a worker does, and nothing else should.
struct PictureDecoding {
    let maxPixels: Int
    let geometry: PixelGeometry

    /// Decodes to the geometry's square.
    ///
    /// - Parameters:
    ///   - bytes: the file; parts that no pixel needs may be taken out of it.
    ///   - rgb: takes `side * side * 3` values.
    /// - Returns: the format and what the header says.
    /// - Throws: ``DecodingFault``.
    func decode(
        _ bytes: UnsafeMutableRawBufferPointer, into rgb: UnsafeMutablePointer<UInt8>
    ) throws(DecodingFault) -> (ImageFormat, Header) {
        guard let format = ImageFormat(content: Array(bytes.prefix(ImageFormat.prefix))) else {
            throw DecodingFault(.notAPicture)
        }
        let structure = PictureStructure(UnsafeRawBufferPointer(bytes), format)
        try structure.check(format, maxPixels: maxPixels)
        let encoded = EncodedPicture(bytes: structure.trim(bytes, format), format: format)
        let header = try encoded.header()
        try check(header, format)
        try encoded.decode(ResizePlan(header, format: format, geometry: geometry), into: rgb)
        return (format, header)
    }

    private func check(_ header: Header, _ format: ImageFormat) throws(DecodingFault) {
        let (pixels, overflows) = header.width.multipliedReportingOverflow(by: header.height)
        guard !overflows, pixels <= maxPixels else {
            throw DecodingFault(.tooManyPixels, format, header.width, header.height)
        }
    }
}
