import ImageSearch

/// Decodes one picture where it stands, in this process and on this thread: what a worker does, and nothing else should.
struct PictureDecoding {
    let maxPixels: Int

    /// Decodes to a geometry's square.
    ///
    /// - Parameters:
    ///   - bytes: the file; parts that no pixel needs may be taken out of it.
    ///   - part: what is wanted of the upright picture; `nil` for all of it.
    ///   - geometry: how a model wants it.
    ///   - rgb: takes `side * side * 3` values.
    /// - Returns: the facts of the whole picture.
    /// - Throws: ``DecodingFault``.
    func decode(
        _ bytes: UnsafeMutableRawBufferPointer, part: PicturePart?, to geometry: PixelGeometry,
        into rgb: UnsafeMutablePointer<UInt8>
    ) throws(DecodingFault) -> Facts {
        let (encoded, header, exif) = try open(bytes)
        let plan = ResizePlan(header, format: encoded.format, part: part, geometry: geometry)
        let overview = try encoded.decode(plan, into: rgb)
        return Facts(
            width: header.upright.width, height: header.upright.height, format: encoded.format, taken: exif?.taken,
            camera: exif?.camera, position: exif?.position, colour: overview.colour,
            perceptualHash: PerceptualHash.hash(overview))
    }

    /// Makes a thumbnail.
    ///
    /// - Parameters:
    ///   - bytes: the file; parts that no pixel needs may be taken out of it.
    ///   - longestSide: pixels; a smaller picture keeps its size.
    ///   - webp: takes the thumbnail.
    /// - Returns: its size in bytes.
    /// - Throws: ``DecodingFault``.
    func thumbnail(
        _ bytes: UnsafeMutableRawBufferPointer, longestSide: Int, into webp: UnsafeMutableRawBufferPointer
    ) throws(DecodingFault) -> Int {
        let (encoded, header, _) = try open(bytes)
        let plan = ResizePlan(header, format: encoded.format, longestSide: longestSide)
        let count = try encoded.thumbnail(plan, quality: Thumbnail.quality, into: webp)
        return Thumbnail.trim(UnsafeMutableRawBufferPointer(rebasing: webp[..<count]))
    }

    private func open(
        _ bytes: UnsafeMutableRawBufferPointer
    ) throws(DecodingFault) -> (EncodedPicture, Header, EXIF?) {
        guard let format = ImageFormat(content: Array(bytes.prefix(ImageFormat.prefix))) else {
            throw DecodingFault(.notAPicture)
        }
        let structure = PictureStructure(UnsafeRawBufferPointer(bytes), format)
        try structure.check(format, maxPixels: maxPixels)
        // Before anything is moved.
        let exif = structure.exif.flatMap { EXIF(of: UnsafeRawBufferPointer(bytes), $0) }
        let encoded = EncodedPicture(bytes: structure.trim(bytes, format), format: format)
        let header = try encoded.header()
        try check(header, format)
        return (encoded, header, exif)
    }

    private func check(_ header: Header, _ format: ImageFormat) throws(DecodingFault) {
        let (pixels, overflows) = header.width.multipliedReportingOverflow(by: header.height)
        guard !overflows, pixels <= maxPixels else {
            throw DecodingFault(.tooManyPixels, format, header.width, header.height)
        }
    }
}

/// What thumbnails are.
enum Thumbnail {
    /// WebP's, 1 to 100; at 1,024 pixels hardly anybody sees a difference to the original.
    static let quality = 80
    /// The longest side that can be asked for, in pixels.
    static let sides = 1...2048

    /// Leaves of a WebP nothing but its pixels: libvips 8.14 writes EXIF data and profile although it is told not to.
    ///
    /// - Returns: the new size in bytes; 0 when there are no pixels.
    static func trim(_ webp: UnsafeMutableRawBufferPointer) -> Int {
        var reader = ByteReader(UnsafeRawBufferPointer(webp))
        guard reader.skip(12) else { return 0 }
        while reader.left > 0 {
            let start = reader.position
            guard let code = reader.code(), let length = reader.littleEndian(4), reader.skip(length) else { return 0 }
            _ = reader.skip(length & 1)
            guard code == "VP8 " else { continue }
            let pixels = UnsafeRawBufferPointer(rebasing: webp[start..<reader.position])
            UnsafeMutableRawBufferPointer(rebasing: webp[12..<12 + pixels.count]).copyMemory(from: pixels)
            let size = 4 + pixels.count
            for offset in 0..<4 { webp[4 + offset] = UInt8(truncatingIfNeeded: size >> (8 * offset)) }
            return 8 + size
        }
        return 0
    }

    /// Whether bytes are a WebP of nothing but pixels within a longest side, read without any library.
    static func isPlausible(_ webp: [UInt8], longestSide: Int) -> Bool {
        webp.withUnsafeBytes { bytes in
            guard ImageFormat(content: Array(bytes.prefix(ImageFormat.prefix))) == .webp,
                bytes.dropFirst(12).starts(with: "VP8 ".utf8)
            else { return false }
            let structure = PictureStructure(bytes, .webp)
            return structure.kept?.last?.upperBound == bytes.count && !structure.sizes.isEmpty
                && structure.sizes.allSatisfy { max($0.width, $0.height) <= longestSide }
        }
    }
}
