/// Reads numbers from bytes; beyond their end there is nothing, and nothing traps.
struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    /// The place of the next byte.
    private(set) var position: Int
    /// Where reading ends.
    let end: Int

    init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>? = nil) {
        self.bytes = bytes
        let range = (range ?? 0..<bytes.count).clamped(to: 0..<bytes.count)
        position = range.lowerBound
        end = range.upperBound
    }

    /// The bytes that are left.
    var left: Int { end - position }

    mutating func byte() -> Int? {
        guard position < end else { return nil }
        defer { position += 1 }
        return Int(bytes[position])
    }

    /// A number of up to seven bytes, the highest first; of eight, `nil` when it is beyond any file.
    mutating func number(_ count: Int) -> Int? {
        guard count <= left else { return nil }
        var value: UInt64 = 0
        for offset in 0..<count { value = value << 8 | UInt64(bytes[position + offset]) }
        position += count
        return Int(exactly: value)
    }

    /// A number of up to seven bytes, the lowest first.
    mutating func littleEndian(_ count: Int) -> Int? {
        guard count <= left else { return nil }
        defer { position += count }
        return (0..<count).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
    }

    /// Four letters as a number.
    mutating func code() -> FourCC? { number(4).map { FourCC(UInt32($0)) } }

    /// Goes on; `false` when so many bytes are not there.
    mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, count <= left else { return false }
        position += count
        return true
    }

    /// The place of the next byte of this value, before it is read.
    func next(_ value: UInt8) -> Int? { bytes[position..<end].firstIndex(of: value) }

    /// A reader of the next bytes alone, which are skipped here.
    mutating func part(_ count: Int) -> ByteReader? {
        let start = position
        guard skip(count) else { return nil }
        return ByteReader(bytes, start..<start + count)
    }
}

/// Four letters that name a part of a file.
struct FourCC: Hashable, ExpressibleByStringLiteral {
    private let value: UInt32
    init(_ value: UInt32) { self.value = value }
    init(stringLiteral text: StaticString) {
        precondition(text.utf8CodeUnitCount == 4)
        value = text.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt32($1) } }
    }
}
