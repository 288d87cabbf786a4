import ImageSearch

extension Bomb {
    private static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length: [UInt8] = .big(content.count + 2, 2)
        return [0xFF, marker] + length + content
    }

    /// A fixture with another size in its frame header.
    private static func sized(_ name: String, _ width: Int, _ height: Int) throws -> [UInt8] {
        var file = try Fixtures.bytes(name)
        guard
            let frame = file.indices.first(where: {
                file[$0...].starts(with: [0xFF, 0xC0]) || file[$0...].starts(with: [0xFF, 0xC2])
            })
        else { return [] }
        file.replaceSubrange(frame + 5..<frame + 9, with: .big(height, 2) + .big(width, 2))
        return file
    }

    /// A progressive picture whose last scan is repeated.
    private static func scans(_ count: Int) throws -> [UInt8] {
        let file = try Fixtures.bytes("jpeg-progressive.jpg")
        guard let last = file.indices.last(where: { file[$0...].starts(with: [0xFF, 0xDA]) }) else { return [] }
        let scan = Array(file[last...].dropLast(2))
        return Array(file[..<last]) + Array(repeatElement(scan, count: count).joined()) + [0xFF, 0xD9]
    }

    /// A scan that says nothing, of a few bytes.
    private static func emptyScans(_ count: Int) throws -> [UInt8] {
        let file = try Fixtures.bytes("jpeg-progressive.jpg")
        let scan = segment(0xDA, [1, 1, 0, 1, 63, 0x10]) + [0]
        return Array(file.dropLast(2)) + Array(repeatElement(scan, count: count).joined()) + [0xFF, 0xD9]
    }

    static let jpegs: [Bomb] = [
        .refused("JPEG of 65535 x 65535", .tooManyPixels) { try sized("jpeg-444.jpg", 65535, 65535) },
        .refused("JPEG of 65500 x 65500", .tooManyPixels) { try sized("jpeg-444.jpg", 65500, 65500) },
        .refused("JPEG of 10001 x 10000", .tooManyPixels) { try sized("jpeg-444.jpg", 10001, 10000) },
        .refused("progressive JPEG of 65535 x 65535", .tooManyPixels) {
            try sized("jpeg-progressive.jpg", 65535, 65535)
        },
        .refused("grey JPEG of 65000 x 65000", .tooManyPixels) { try sized("jpeg-grey.jpg", 65000, 65000) },
        .refused("CMYK JPEG of 65000 x 65000", .tooManyPixels) { try sized("jpeg-cmyk.jpg", 65000, 65000) },
        .good("JPEG of 9999 x 9999 with the data of 120 x 80") { try sized("jpeg-444.jpg", 9999, 9999) },
        .refused("JPEG of no width", .damaged) { try sized("jpeg-444.jpg", 0, 80) },
        .refused("JPEG of no height", .damaged) { try sized("jpeg-444.jpg", 120, 0) },
        .refused("JPEG of 501 scans", .tooComplex) { try scans(501) },
        .refused("JPEG of 50,000 scans", .tooComplex) { try emptyScans(50_000) },
        .refused("large JPEG of 2,000 scans", .tooComplex) {
            let file = try emptyScans(2_000)
            guard let frame = file.indices.first(where: { file[$0...].starts(with: [0xFF, 0xC2]) }) else { return [] }
            var large = file
            large.replaceSubrange(frame + 5..<frame + 9, with: .big(9999, 2) + .big(9999, 2))
            return large
        },
        Bomb(name: "JPEG of 30 scans", expected: [.damaged]) { try emptyScans(30) },
        .refused("JPEG of nothing but comments", .damaged) {
            [0xFF, 0xD8]
                + Array(repeatElement(segment(0xFE, [UInt8](repeating: 65, count: 65000)), count: 100).joined())
        },
        .good("JPEG behind a hundred empty application segments") {
            let file = try Fixtures.bytes("jpeg-444.jpg")
            return Array(file.prefix(2)) + Array(repeatElement(segment(0xEF, []), count: 100).joined())
                + file.dropFirst(2)
        },
        .refused("JPEG of fill bytes", .damaged) { [0xFF, 0xD8] + [UInt8](repeating: 0xFF, count: 4 << 20) },
        .refused("JPEG of restart marks", .damaged) {
            [0xFF, 0xD8] + Array(repeatElement([0xFF, 0xD0] as [UInt8], count: 1 << 20).joined())
        },
        .refused("JPEG of two frame headers", .damaged) {
            let file = try Fixtures.bytes("jpeg-444.jpg")
            let frame = segment(0xC0, [8, 0, 80, 0, 120, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0])
            return Array(file.prefix(2)) + frame + Array(file.dropFirst(2))
        },
        .refused("JPEG of 255 components", .damaged) {
            [0xFF, 0xD8] + segment(0xC0, [8, 0, 80, 0, 120, 255] + [UInt8](repeating: 1, count: 765)) + [0xFF, 0xD9]
        },
    ]
}
