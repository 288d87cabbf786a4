import ImageSearch

extension Bomb {
    static func riff(_ content: [UInt8]) -> [UInt8] {
        var file = Array("RIFF".utf8)
        file += [UInt8].little(content.count + 4, 4)
        file += Array("WEBP".utf8)
        return file + content
    }

    private static func part(_ type: String, _ content: [UInt8]) -> [UInt8] {
        var part = Array(type.utf8)
        part += [UInt8].little(content.count, 4)
        part += content
        return content.count % 2 == 1 ? part + [0] : part
    }

    private static func canvas(_ width: Int, _ height: Int, flags: UInt8) -> [UInt8] {
        let size: [UInt8] = .little(width - 1, 3) + .little(height - 1, 3)
        return part("VP8X", [flags, 0, 0, 0] + size)
    }

    /// The coded picture of a fixture, of 120 x 80.
    private static func coded() throws -> [UInt8] { Array(try Fixtures.bytes("webp-lossy.webp").dropFirst(12)) }

    private static func frame() throws -> [UInt8] {
        var content: [UInt8] = [UInt8](repeating: 0, count: 6)
        for (number, count) in [(119, 3), (79, 3), (100, 3), (0, 1)] { content += [UInt8].little(number, count) }
        return part("ANMF", content + (try coded()))
    }

    private static let animation = part("ANIM", [0, 0, 0, 0, 0, 0])

    static let webPs: [Bomb] = [
        .refused("WebP canvas of 16777216 x 16777216", .tooManyPixels) {
            try riff(canvas(1 << 24, 1 << 24, flags: 0) + coded())
        },
        .refused("WebP canvas of 16384 x 16384", .tooManyPixels) { try riff(canvas(16384, 16384, flags: 0) + coded()) },
        .refused("animated WebP canvas of 16383 x 16383", .tooManyPixels) {
            try riff(canvas(16383, 16383, flags: 2) + animation + frame())
        },
        .refused("lossless WebP of 16384 x 16384", .tooManyPixels) {
            riff(part("VP8L", [0x2F] + .little(16383 | 16383 << 14, 4) + [0, 0, 0]))
        },
        .refused("WebP of 16383 x 16383", .tooManyPixels) {
            var file = try Fixtures.bytes("webp-lossy.webp")
            guard let mark = file.indices.first(where: { file[$0...].starts(with: [0x9D, 0x01, 0x2A]) }) else {
                return []
            }
            file.replaceSubrange(mark + 3..<mark + 7, with: .little(16383, 2) + .little(16383, 2))
            return file
        },
        .good("animated WebP of 5,000 frames") {
            try riff(canvas(120, 80, flags: 2) + animation + Array(repeatElement(frame(), count: 5_000).joined()))
        },
        .good("animated WebP whose second frame is noise") {
            try riff(
                canvas(120, 80, flags: 2) + animation + frame() + part("ANMF", [UInt8](repeating: 0xFF, count: 100)))
        },
        .good("WebP with a hundred thousand parts that nobody knows") {
            try riff(
                canvas(120, 80, flags: 0) + coded() + Array(repeatElement(part("QQQQ", [1]), count: 100_000).joined()))
        },
        .good("WebP with 20 MB of metadata") {
            try riff(canvas(120, 80, flags: 4) + coded() + part("XMP ", [UInt8](repeating: 65, count: 20 << 20)))
        },
        .refused("WebP whose part says it is 4 GB long", .damaged) {
            riff(Array("VP8 ".utf8) + .little(0xFFFF_FFF0, 4))
        },
        .refused("WebP without a picture", .damaged) { riff(canvas(100, 100, flags: 0)) },
        .refused("animated WebP without a frame", .damaged) { riff(canvas(100, 100, flags: 2) + animation) },
        .refused("WebP of zeros", .damaged) { riff([UInt8](repeating: 0, count: 1 << 20)) },
    ]
}
