extension PictureStructure {
    /// What colours, size, transparency and orientation depend on.
    private static let wanted: Set<FourCC> = [
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "iCCP", "sRGB", "gAMA", "cHRM", "sBIT", "eXIf",
    ]

    /// Walks the chunks: texts, which may be compressed a thousandfold, and an animation's other frames are passed over.
    static func png(_ bytes: UnsafeRawBufferPointer) -> PictureStructure {
        var structure = PictureStructure()
        var kept = ChunkRanges(start: 8)
        var seen: Set<FourCC> = []
        var reader = ByteReader(bytes)
        _ = reader.skip(8)
        while true {
            let start = reader.position
            guard let length = reader.number(4), let code = reader.code(), var chunk = reader.part(length),
                reader.skip(4)
            else {
                // Cut off: the decoder says so.
                kept.add(start..<bytes.count)
                break
            }
            if code == "IHDR", let width = chunk.number(4), let height = chunk.number(4) {
                structure.sizes.append(Size(width: width, height: height))
            }
            if code == "eXIf", structure.exif == nil { structure.exif = chunk.position..<chunk.end }
            let isFirst = seen.insert(code).inserted
            if wanted.contains(code), isFirst || code == "IDAT" { kept.add(start..<reader.position) }
            if code == "IEND" { break }
        }
        structure.kept = kept.ranges
        return structure
    }
}

/// Parts of a file that are kept, those side by side as one.
struct ChunkRanges {
    private(set) var ranges: [Range<Int>]

    /// With the first bytes of the file.
    init(start count: Int) { ranges = [0..<count] }

    mutating func add(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        if let last = ranges.last, last.upperBound == range.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
        } else {
            ranges.append(range)
        }
    }
}
