extension PictureStructure {
    private static let wantedOfWebP: Set<FourCC> = ["VP8X", "ICCP", "ANIM", "ALPH", "VP8 ", "VP8L", "EXIF", "ANMF"]

    /// Walks the chunks: frames behind the first, which cost their square, and what no pixel needs are passed over.
    static func webP(_ bytes: UnsafeRawBufferPointer) -> PictureStructure {
        var structure = PictureStructure()
        var kept = ChunkRanges(start: 12)
        var seen: Set<FourCC> = []
        var reader = ByteReader(bytes)
        guard reader.skip(4), let declared = reader.littleEndian(4), reader.skip(4) else { return structure }
        // Cut off: the decoder says so.
        guard declared + 8 <= bytes.count else { return structure }
        while reader.left > 0, reader.position < declared + 8 {
            let start = reader.position
            guard let code = reader.code(), let length = reader.littleEndian(4), let chunk = reader.part(length) else {
                return structure
            }
            _ = reader.skip(length & 1)
            structure.sizes += size(code, chunk)
            if code == "EXIF", structure.exif == nil { structure.exif = chunk.position..<chunk.end }
            if wantedOfWebP.contains(code), seen.insert(code).inserted { kept.add(start..<reader.position) }
        }
        structure.kept = kept.ranges
        return structure
    }

    private static func size(_ code: FourCC, _ chunk: ByteReader) -> [Size] {
        var chunk = chunk
        switch code {
        case "VP8X":
            guard chunk.skip(4), let width = chunk.littleEndian(3), let height = chunk.littleEndian(3) else {
                return []
            }
            return [Size(width: width + 1, height: height + 1)]
        case "VP8 ":
            guard chunk.skip(6), let width = chunk.littleEndian(2), let height = chunk.littleEndian(2) else {
                return []
            }
            return [Size(width: width & 0x3FFF, height: height & 0x3FFF)]
        case "VP8L":
            guard chunk.skip(1), let bits = chunk.littleEndian(4) else { return [] }
            return [Size(width: bits & 0x3FFF + 1, height: bits >> 14 & 0x3FFF + 1)]
        default: return []
        }
    }
}
