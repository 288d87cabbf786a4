extension PictureStructure {
    /// Cameras write ten scans at most; each goes over the whole picture, however little it says.
    private static let mostScans = 500

    /// Walks the segments (ITU-T T.81, annex B).
    static func jpeg(_ bytes: UnsafeRawBufferPointer) -> PictureStructure {
        var structure = PictureStructure()
        structure.mostParts = mostScans
        var reader = ByteReader(bytes)
        _ = reader.skip(2)
        var components = 0
        while let marker = nextMarker(&reader), marker != 0xD9 {
            if marker == 0x01 || (0xD0...0xD8).contains(marker) { continue }
            guard let length = reader.number(2), length >= 2, var segment = reader.part(length - 2) else { break }
            switch marker {
            case 0xE1 where structure.exif == nil && segment.number(4) == 0x4578_6966:  // Exif
                structure.exif = segment.position..<segment.end
            case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
                guard segment.skip(1), let height = segment.number(2), let width = segment.number(2) else { break }
                structure.sizes.append(Size(width: width, height: height))
                components = segment.byte() ?? 0
                // A frame that is sequential and comes in one scan has nothing behind it that would be decoded.
                if marker != 0xC0 && marker != 0xC1 { components = .max }
            case 0xDA:
                structure.parts += 1
                if segment.byte() == components || structure.parts > mostScans { return structure }
            default: break
            }
        }
        return structure
    }

    /// Skips to behind the next marker; what lies between is coded data.
    private static func nextMarker(_ reader: inout ByteReader) -> Int? {
        while let start = reader.next(0xFF), reader.skip(start - reader.position + 1) {
            while let code = reader.byte() {
                if code == 0xFF { continue }
                if code == 0 { break }
                return code
            }
        }
        return nil
    }
}
