/// The tags of a TIFF structure (TIFF 6.0, section 2), in which EXIF is written; broken ones are passed over.
struct TIFFStructure {
    /// Where the structure may begin: some writers put `Exif`, two zeros and more before it.
    private static let mostBefore = 32
    /// More tags than any camera writes into one directory.
    private static let mostTags = 1000
    private static let mostTextBytes = 1000

    private let file: ByteReader
    private let isLittleEndian: Bool

    /// Finds the structure near the beginning of some bytes; `nil` when there is none.
    init?(_ bytes: ByteReader) {
        for before in 0...Self.mostBefore {
            var reader = bytes
            guard reader.skip(before), let file = reader.part(reader.left) else { return nil }
            var header = file
            switch header.number(4) {
            case 0x4949_2A00: isLittleEndian = true
            case 0x4D4D_002A: isLittleEndian = false
            default: continue
            }
            self.file = file
            return
        }
        return nil
    }

    /// The first directory.
    var first: Directory {
        var reader = file
        guard reader.skip(4), let offset = number(&reader, 4) else { return Directory(self, [:]) }
        return directory(at: offset)
    }

    fileprivate func directory(at offset: Int) -> Directory {
        var reader = file
        var values: [Int: Value] = [:]
        guard reader.skip(offset), let count = number(&reader, 2) else { return Directory(self, [:]) }
        for _ in 0..<min(count, Self.mostTags) {
            guard let tag = number(&reader, 2), var entry = reader.part(10) else { break }
            if values[tag] == nil, let value = value(&entry) { values[tag] = value }
        }
        return Directory(self, values)
    }

    /// A value's type, count, and bytes, which lie elsewhere when they are more than four.
    private func value(_ entry: inout ByteReader) -> Value? {
        guard let type = number(&entry, 2), let count = number(&entry, 4), let size = Self.sizes[type],
            count <= file.end
        else { return nil }
        if count * size <= 4 { return entry.part(count * size).map { Value(type: type, count: count, bytes: $0) } }
        var reader = file
        guard let offset = number(&entry, 4), reader.skip(offset), let bytes = reader.part(count * size) else {
            return nil
        }
        return Value(type: type, count: count, bytes: bytes)
    }

    /// Bytes, texts (ASCII, and UTF-8 of EXIF 3), numbers of two and of four bytes, fractions.
    private static let sizes = [1: 1, 2: 1, 129: 1, 7: 1, 3: 2, 4: 4, 9: 4, 5: 8, 10: 8]

    private func number(_ reader: inout ByteReader, _ count: Int) -> Int? {
        isLittleEndian ? reader.littleEndian(count) : reader.number(count)
    }

    fileprivate struct Value {
        var type: Int
        var count: Int
        var bytes: ByteReader
    }

    /// The tags of one part of it.
    struct Directory {
        private let structure: TIFFStructure
        private let values: [Int: Value]

        fileprivate init(_ structure: TIFFStructure, _ values: [Int: Value]) {
            self.structure = structure
            self.values = values
        }

        /// The directory that a tag points at; an empty one when there is none.
        func directory(_ tag: Int) -> Directory {
            guard var bytes = values[tag]?.bytes, let offset = structure.number(&bytes, 4) else {
                return Directory(structure, [:])
            }
            return structure.directory(at: offset)
        }

        /// A text up to its first zero, with what is no UTF-8 repaired.
        func text(_ tag: Int) -> String? {
            guard let value = values[tag], [1, 2, 7, 129].contains(value.type) else { return nil }
            var bytes = value.bytes
            var text: [UInt8] = []
            while text.count < TIFFStructure.mostTextBytes, let byte = bytes.byte(), byte != 0 {
                text.append(UInt8(byte))
            }
            return String(decoding: text, as: UTF8.self)
        }

        /// Fractions, all of them finite; `nil` when one is none, as 0/0 is.
        func fractions(_ tag: Int, most: Int) -> [Double]? {
            guard let value = values[tag], value.type == 5 || value.type == 10, value.count <= most else { return nil }
            var bytes = value.bytes
            var fractions: [Double] = []
            for _ in 0..<value.count {
                guard let above = structure.number(&bytes, 4), let below = structure.number(&bytes, 4), below != 0
                else {
                    return nil
                }
                let isSigned = value.type == 10
                fractions.append(Self.double(above, isSigned) / Self.double(below, isSigned))
            }
            return fractions
        }

        private static func double(_ number: Int, _ isSigned: Bool) -> Double {
            isSigned ? Double(Int32(truncatingIfNeeded: number)) : Double(number)
        }
    }
}
