extension PictureStructure {
    /// Walks the blocks to the end of the first frame; what lies behind it is another frame's.
    static func gif(_ bytes: UnsafeRawBufferPointer) -> PictureStructure {
        var structure = PictureStructure()
        var reader = ByteReader(bytes)
        guard reader.skip(6), let width = reader.littleEndian(2), let height = reader.littleEndian(2),
            let flags = reader.byte(), reader.skip(2), reader.skip(colourTable(flags))
        else { return structure }
        structure.sizes.append(Size(width: width, height: height))
        while let introducer = reader.byte() {
            switch introducer {
            case 0x21:
                guard reader.skip(1), skipBlocks(&reader) else { return structure }
            case 0x2C:
                guard let left = reader.littleEndian(2), let top = reader.littleEndian(2),
                    let width = reader.littleEndian(2), let height = reader.littleEndian(2),
                    let flags = reader.byte()
                else { return structure }
                structure.sizes.append(Size(width: left + width, height: top + height))
                guard reader.skip(colourTable(flags)), reader.skip(1), skipBlocks(&reader) else { return structure }
                structure.kept = [0..<reader.position]
                return structure
            default: return structure
            }
        }
        return structure
    }

    private static func colourTable(_ flags: Int) -> Int { flags & 0x80 == 0 ? 0 : 3 << ((flags & 7) + 1) }

    private static func skipBlocks(_ reader: inout ByteReader) -> Bool {
        while let length = reader.byte() {
            if length == 0 { return true }
            guard reader.skip(length) else { return false }
        }
        return false
    }
}
