/// The size that an AV1 stream will make, whatever the file around it says.
enum AV1Size {
    private static let mostUnits = 4096

    /// Of all sequence headers among the units (AV1 specification, 5.3 and 5.5).
    static func coded(_ units: ByteReader) -> [Size] {
        var units = units
        var sizes: [Size] = []
        for _ in 0..<mostUnits {
            guard let header = units.byte() else { break }
            if header & 4 != 0, !units.skip(1) { break }
            guard let length = header & 2 == 0 ? units.left : leb128(&units),
                let unit = units.part(min(length, units.left))
            else { break }
            if header >> 3 & 15 == 1, let size = sequenceHeader(BitReader(unit)) { sizes.append(size) }
        }
        return sizes
    }

    private static func leb128(_ reader: inout ByteReader) -> Int? {
        var value = 0
        for index in 0..<8 {
            guard let byte = reader.byte() else { return nil }
            value |= (byte & 0x7F) << (7 * index)
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }

    private static func sequenceHeader(_ reader: BitReader) -> Size? {
        var bits = reader
        bits.skip(4)
        if bits.read(1) == 1 {
            bits.skip(5)
        } else {
            var delayLength: Int?
            if bits.read(1) == 1 {
                bits.skip(64)
                if bits.read(1) == 1 { _ = bits.exponentialGolomb() }
                if bits.read(1) == 1 {
                    delayLength = bits.read(5) + 1
                    bits.skip(42)
                }
            }
            let hasDisplayDelay = bits.read(1) == 1
            for _ in 0...bits.read(5) {
                bits.skip(12)
                if bits.read(5) > 7 { bits.skip(1) }
                if let delayLength, bits.read(1) == 1 { bits.skip(2 * delayLength + 1) }
                if hasDisplayDelay, bits.read(1) == 1 { bits.skip(4) }
            }
        }
        let (width, height) = (bits.read(4) + 1, bits.read(4) + 1)
        let size = Size(width: bits.read(width) + 1, height: bits.read(height) + 1)
        return bits.isBeyondEnd ? nil : size
    }
}

/// The size that an HEVC stream will make, whatever the file around it says.
enum HEVCSize {
    private static let mostUnits = 4096
    private static let parameters = 33

    /// Of the parameter sets in a configuration (ISO/IEC 14496-15), and how long lengths are in the data.
    static func configured(_ configuration: ByteReader) -> ([Size], lengthSize: Int) {
        var reader = configuration
        var sizes: [Size] = []
        guard reader.skip(21), let lengths = reader.byte(), let arrays = reader.byte() else { return ([], 4) }
        for _ in 0..<arrays {
            guard reader.skip(1), let count = reader.number(2) else { break }
            for _ in 0..<count {
                guard let length = reader.number(2), let unit = reader.part(length) else { break }
                if let size = size(unit) { sizes.append(size) }
            }
        }
        return (sizes, lengths & 3 + 1)
    }

    /// Of the parameter sets in the data itself.
    static func coded(_ data: ByteReader, lengthSize: Int) -> [Size] {
        var data = data
        var sizes: [Size] = []
        for _ in 0..<mostUnits {
            guard let length = data.number(lengthSize), let unit = data.part(min(length, data.left)) else { break }
            if let size = size(unit) { sizes.append(size) }
        }
        return sizes
    }

    /// A sequence parameter set (ITU-T H.265, 7.3.2.2).
    private static func size(_ unit: ByteReader) -> Size? {
        var unit = unit
        guard let header = unit.byte(), header >> 1 & 63 == parameters, unit.skip(1) else { return nil }
        var bits = BitReader(unit, escapes: true)
        bits.skip(4)
        let layers = bits.read(3)
        bits.skip(1 + 96)
        let present = (0..<layers).map { _ in (profile: bits.read(1) == 1, level: bits.read(1) == 1) }
        if layers > 0 { bits.skip(2 * (8 - layers)) }
        for layer in present { bits.skip((layer.profile ? 88 : 0) + (layer.level ? 8 : 0)) }
        _ = bits.exponentialGolomb()
        if bits.exponentialGolomb() == 3 { bits.skip(1) }
        let size = Size(width: bits.exponentialGolomb(), height: bits.exponentialGolomb())
        return bits.isBeyondEnd ? nil : size
    }
}

/// Reads bits, the highest of each byte first; beyond the end there are zeros.
struct BitReader {
    private var bytes: [UInt8] = []
    private var position = 0

    /// As much as any header takes.
    private static let mostBytes = 256

    /// Takes the bytes that are left; with `escapes`, a 3 after two zeros is no part of the content (H.265, 7.4.2).
    init(_ reader: ByteReader, escapes: Bool = false) {
        var reader = reader
        var zeros = 0
        while bytes.count < Self.mostBytes, let byte = reader.byte() {
            if escapes, zeros >= 2, byte == 3 {
                zeros = 0
                continue
            }
            zeros = byte == 0 ? zeros + 1 : 0
            bytes.append(UInt8(byte))
        }
    }

    var isBeyondEnd: Bool { position > bytes.count * 8 }

    mutating func skip(_ count: Int) { position += count }

    /// Up to 62 bits.
    mutating func read(_ count: Int) -> Int {
        var value = 0
        for _ in 0..<count {
            let byte = position >> 3
            value = value << 1 | (byte < bytes.count ? Int(bytes[byte] >> (7 - UInt8(position & 7))) & 1 : 0)
            position += 1
        }
        return value
    }

    /// A number of any length up to 32 bits, as both standards write it.
    mutating func exponentialGolomb() -> Int {
        var zeros = 0
        while zeros < 32, !isBeyondEnd, read(1) == 0 { zeros += 1 }
        return (1 << zeros) - 1 + read(zeros)
    }
}
