import ImageSearch

extension Bomb {
    static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        chunk(Array(type.utf8), content, content.count)
    }

    static func chunk(_ type: [UInt8], _ content: [UInt8], _ length: Int) -> [UInt8] {
        let named = type + content
        let length: [UInt8] = .big(length, 4)
        let check: [UInt8] = .big(Int(checksum(named)), 4)
        return length + named + check
    }

    /// CRC-32 as PNG has it.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
        }
        return ~value
    }

    private static func header(_ width: Int, _ height: Int, depth: UInt8 = 8, colour: UInt8 = 2, interlaced: UInt8 = 0)
        -> [UInt8]
    {
        let size: [UInt8] = .big(width, 4) + .big(height, 4)
        return chunk("IHDR", size + [depth, colour, 0, 0, interlaced])
    }

    /// A stream of zeros as zlib has it: 258 of them for each bit pair (RFC 1951, fixed codes), about 1,030 to one.
    private static func zeros(_ kilobytes: Int) -> [UInt8] {
        // A literal zero, then copies of 258 bytes from a byte back: code 285 (11000101), distance code 0 (00000).
        var bits = BitWriter()
        bits.write(0b1, 1)
        bits.write(0b01, 2)
        bits.writeCode(0b00110000, 8)
        for _ in 0..<(kilobytes * 1024 / 258) {
            bits.writeCode(0b11000101, 8)
            bits.writeCode(0, 5)
        }
        bits.writeCode(0, 7)
        return [0x78, 0x9C] + bits.bytes + [0, 0, 0, 0]
    }

    private static func png(_ header: [UInt8], _ chunks: [UInt8] = [], data: [UInt8]) -> [UInt8] {
        pngSignature + header + chunks + chunk("IDAT", data) + chunk("IEND", [])
    }

    /// A good picture with chunks behind its header.
    private static func around(_ chunks: [UInt8]) throws -> [UInt8] {
        let file = try Fixtures.bytes("png-rgb.png")
        return Array(file.prefix(33)) + chunks + file.dropFirst(33)
    }

    static let pngs: [Bomb] = [
        .refused("PNG of 2147483647 x 2147483647", .tooManyPixels) {
            png(header(.init(Int32.max), .init(Int32.max)), data: zeros(1))
        },
        .refused("PNG of 4294967295 x 4294967295", .tooManyPixels) {
            png(header(.init(UInt32.max), .init(UInt32.max)), data: zeros(1))
        },
        .refused("PNG of 1000001 x 1000", .tooManyPixels) { png(header(1_000_001, 1000), data: zeros(1)) },
        .refused("interlaced PNG of 20000 x 20000", .tooManyPixels) {
            png(header(20_000, 20_000, interlaced: 1), data: zeros(1))
        },
        .refused("interlaced PNG of 9999 x 9999 in 16 bits with alpha", .tooMuchMemory) {
            png(header(9999, 9999, depth: 16, colour: 6, interlaced: 1), data: zeros(64))
        },
        .refused("PNG of one bit, 100000 x 100000", .tooManyPixels) {
            png(header(100_000, 100_000, depth: 1, colour: 0), data: zeros(1))
        },
        .refused("PNG of no width", .damaged) { png(header(0, 10), data: zeros(1)) },
        .refused("PNG of no height", .damaged) { png(header(10, 0), data: zeros(1)) },
        .refused("PNG of 3 bits", .damaged) { png(header(10, 10, depth: 3), data: zeros(1)) },
        .refused("PNG of colour 7", .damaged) { png(header(10, 10, colour: 7), data: zeros(1)) },
        .refused("PNG without data", .damaged) { pngSignature + header(10, 10) + chunk("IEND", []) },
        .refused("PNG of 9999 x 9999 without the data for it", .damaged) { png(header(9999, 9999), data: zeros(16)) },
        .good("PNG with a hundred compressed texts of 8 MB") {
            try around(Array(repeatElement(chunk("zTXt", Array("k\0\0".utf8) + zeros(8_000)), count: 20).joined()))
        },
        .good("PNG with a hundred compressed international texts of 8 MB") {
            try around(
                Array(repeatElement(chunk("iTXt", Array("k\0\u{1}\0\0\0".utf8) + zeros(8_000)), count: 20).joined()))
        },
        .good("PNG with 5,000 texts") {
            try around(Array(repeatElement(chunk("tEXt", Array("k\0v".utf8)), count: 5_000).joined()))
        },
        .good("PNG with 5,000 chunks that nobody knows") {
            try around(Array(repeatElement(chunk("qqQq", [1, 2, 3]), count: 5_000).joined()))
        },
        .good("PNG with a profile of 100 MB") { try around(chunk("iCCP", Array("k\0\0".utf8) + zeros(100_000))) },
        .good("PNG with 500 profiles") {
            try around(Array(repeatElement(chunk("iCCP", Array("k\0\0".utf8) + zeros(1_000)), count: 500).joined()))
        },
        .good("PNG with 1,000 suggested palettes") {
            try around(
                Array(repeatElement(chunk("sPLT", Array("k\0".utf8) + [8, 1, 2, 3, 4, 5, 6]), count: 1_000).joined()))
        },
        .good("PNG that says it has a million frames") {
            try around(chunk("acTL", .big(1_000_000, 4) + .big(0, 4)))
        },
        .refused("PNG whose chunk says it is 2 GB long", .damaged) {
            pngSignature + header(10, 10) + .big(Int(Int32.max), 4) + Array("IDAT".utf8)
        },
        .refused("PNG of chunks without length and end", .damaged) {
            pngSignature + header(10, 10) + Array(repeatElement(chunk("IDAT", []), count: 50_000).joined())
        },
    ]
}

/// Writes bits, the lowest of each byte first; codes with their highest bit first (RFC 1951).
private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var used = 8

    mutating func write(_ value: Int, _ count: Int) {
        for index in 0..<count { append(value >> index & 1) }
    }

    mutating func writeCode(_ value: Int, _ count: Int) {
        for index in (0..<count).reversed() { append(value >> index & 1) }
    }

    private mutating func append(_ bit: Int) {
        if used == 8 {
            bytes.append(0)
            used = 0
        }
        bytes[bytes.count - 1] |= UInt8(bit << used)
        used += 1
    }
}
