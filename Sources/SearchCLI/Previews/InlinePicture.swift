import Foundation
import ImageSearch

/// A picture in iTerm2's inline images protocol: a file, here a PNG.
///
/// https://iterm2.com/documentation-images.html
enum InlinePicture {
    /// The escape sequence that shows a picture in so many cells at the cursor.
    static func text(_ pixels: Pixels, _ cells: PreviewCells) -> String {
        let file = Data(PNG.file(pixels))
        return "\u{1b}]1337;File=inline=1;size=\(file.count);width=\(cells.columns);height=\(cells.rows);"
            + "preserveAspectRatio=0:\(file.base64EncodedString())\u{7}"
    }
}

/// PNG files without compression: small pictures that go no further than the terminal.
enum PNG {
    private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    /// The most that a stored block of deflate holds (RFC 1951, section 3.2.4).
    private static let block = 65535

    /// A file of 8-bit RGB.
    static func file(_ pixels: Pixels) -> [UInt8] {
        let header = bigEndian(UInt32(pixels.width)) + bigEndian(UInt32(pixels.height)) + [8, 2, 0, 0, 0]
        let width = 3 * pixels.width
        // Each row begins with the number of its filter: none.
        let rows = (0..<pixels.height).flatMap { [0] + pixels.rgb[$0 * width..<($0 + 1) * width] }
        return signature + part("IHDR", header) + part("IDAT", stored(rows)) + part("IEND", [])
    }

    private static func part(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let checked = Array(type.utf8) + content
        return bigEndian(UInt32(content.count)) + checked + bigEndian(crc32(checked))
    }

    /// The bytes in zlib's format (RFC 1950), in blocks that are stored as they are.
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: bytes.count, by: block) {
            let piece = bytes[start..<min(start + block, bytes.count)]
            let length = UInt16(piece.count)
            stream.append(piece.endIndex == bytes.count ? 1 : 0)
            for number in [length, ~length] { stream += [UInt8(number & 0xff), UInt8(number >> 8)] }
            stream += piece
        }
        return stream + bigEndian(adler32(bytes))
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    private static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (one, two): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            one = (one + UInt32(byte)) % 65521
            two = (two + one) % 65521
        }
        return two << 16 | one
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { crc, byte in table[Int((crc ^ UInt32(byte)) & 0xff)] ^ crc >> 8 }
    }

    private static let table: [UInt32] = (0..<256).map { number in
        (0..<8).reduce(UInt32(number)) { crc, _ in crc & 1 == 1 ? 0xedb8_8320 ^ crc >> 1 : crc >> 1 }
    }
}
