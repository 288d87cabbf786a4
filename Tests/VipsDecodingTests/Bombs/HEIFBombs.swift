import ImageSearch

@testable import VipsDecoding

extension Bomb {
    /// A grey square of 16 pixels in AV1, as the warm-up picture has it.
    private static let codedSquare = Array(WarmUpPictures.all[5].suffix(23))
    private static let av1Configuration = HEIFFile.box("av1C", [0x81, 0x00, 0x0C, 0x00])

    private static func square(_ size: (Int, Int)? = (16, 16), master: Int? = nil) -> HEIFFile.Item {
        HEIFFile.Item(
            type: "av01", data: codedSquare, size: size,
            properties: [av1Configuration] + (master == nil ? [] : [alpha]), master: master)
    }

    private static let alpha = HEIFFile.box(
        "auxC", [0, 0, 0, 0] + Array("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha".utf8) + [0])

    private static func overlay(of sources: [Int], _ width: Int = 16, _ height: Int = 16) -> HEIFFile.Item {
        var data: [UInt8] = [0, 1] + [UInt8](repeating: 0, count: 8)
        data += [UInt8].big(width, 4)
        data += [UInt8].big(height, 4)
        data += [UInt8](repeating: 0, count: 8 * sources.count)
        return HEIFFile.Item(
            type: "iovl", data: data, size: (width, height),
            sources: sources)
    }

    private static func grid(
        _ rows: Int, _ columns: Int, _ width: Int, _ height: Int, of sources: [Int], says: (Int, Int)? = nil
    )
        -> HEIFFile.Item
    {
        var data: [UInt8] = [0, 1, UInt8(rows - 1), UInt8(columns - 1)]
        data += [UInt8].big(width, 4)
        data += [UInt8].big(height, 4)
        return HEIFFile.Item(
            type: "grid", data: data,
            size: says ?? (width, height), sources: sources)
    }

    private static func identity(of source: Int) -> HEIFFile.Item { HEIFFile.Item(type: "iden", sources: [source]) }

    private static func file(_ items: HEIFFile.Item..., brand: String = "avif", primary: Int = 1) -> [UInt8] {
        HEIFFile(brand: brand, primary: primary, items: items).bytes
    }

    /// Overlays in overlays: ten times ten times ten, of a few bytes each.
    private static func nested(_ depth: Int, _ width: Int) -> [UInt8] {
        let overlays = (0..<depth).map { overlay(of: Array(repeating: $0 + 2, count: width)) }
        return HEIFFile(items: overlays + [square()]).bytes
    }

    /// An AV1 sequence header of a size.
    private static func av1(_ width: Int, _ height: Int, reduced: Bool) -> [UInt8] {
        var bits = HighBitWriter()
        bits.write(0, 3)
        bits.write(1, 1)
        bits.write(reduced ? 1 : 0, 1)
        if !reduced {
            bits.write(0, 2)  // no timing, no display delay
            bits.write(0, 5)
            bits.write(0, 12)
        }
        bits.write(0, 5)
        bits.write(15, 4)
        bits.write(15, 4)
        bits.write(width - 1, 16)
        bits.write(height - 1, 16)
        bits.write(0, 16)
        return [0x12, 0x00, 0x0A, UInt8(bits.bytes.count)] + bits.bytes
    }

    /// An HEVC parameter set of a size.
    private static func hevc(_ width: Int, _ height: Int) -> [UInt8] {
        var bits = HighBitWriter()
        bits.write(0x4201, 16)
        bits.write(0xF, 4)
        bits.write(0, 3)
        bits.write(1, 1)
        for _ in 0..<6 { bits.write(0xFFFF, 16) }
        bits.writeExponentialGolomb(0)
        bits.writeExponentialGolomb(1)
        bits.writeExponentialGolomb(width)
        bits.writeExponentialGolomb(height)
        bits.write(0xFFFF, 16)
        return bits.bytes
    }

    private static func hevcItem(inConfiguration: [UInt8]?, inData: [UInt8] = []) -> HEIFFile.Item {
        var configuration: [UInt8] = [1] + [UInt8](repeating: 0, count: 20) + [3]
        if let unit = inConfiguration {
            configuration += [1, 0x21, 0, 1]
            configuration += [UInt8].big(unit.count, 2)
            configuration += unit
        } else {
            configuration.append(0)
        }
        return HEIFFile.Item(type: "hvc1", data: inData, properties: [HEIFFile.box("hvcC", configuration)])
    }

    /// Good files that are made of others, for whoever breaks them.
    static var composedHEIFs: [[UInt8]] {
        [
            file(square()), file(grid(2, 2, 32, 32, of: [2, 3, 4, 5]), square(), square(), square(), square()),
            file(overlay(of: [2, 3], 40, 40), square(), square()), file(square(), square(master: 1)),
            file(overlay(of: [2]), grid(1, 2, 32, 16, of: [3, 4]), square(), square()),
        ]
    }

    static let heifs: [Bomb] = [
        .good("AVIF of 16 x 16") { file(square()) },
        .good("AVIF that is a grid of four") {
            file(grid(2, 2, 32, 32, of: [2, 3, 4, 5]), square(), square(), square(), square())
        },
        .refused("AVIF identity of itself", .tooComplex) { file(identity(of: 1)) },
        .refused("HEIC identity of itself", .tooComplex) { file(identity(of: 1), brand: "heic") },
        .refused("AVIF identities in a circle", .tooComplex) {
            file(identity(of: 2), identity(of: 3), identity(of: 1))
        },
        .refused("AVIF overlay of itself", .tooComplex) { file(overlay(of: [2, 1]), square()) },
        .refused("AVIF grid of itself", .tooComplex) { file(grid(1, 1, 16, 16, of: [1])) },
        .refused("AVIF that is its own transparency", .tooComplex) { file(square(master: 1)) },
        .refused("AVIF transparency in a circle", .tooComplex) { file(square(master: 2), square(master: 1)) },
        .refused("AVIF overlay whose transparency is made of it", .tooComplex) {
            var identity = Self.identity(of: 1)
            identity.master = 1
            return file(overlay(of: [2]), square(), identity)
        },
        .refused("AVIF of 10^6 overlays", .tooComplex) { nested(6, 10) },
        .refused("AVIF of 2^14 overlays", .tooComplex) { nested(14, 2) },
        .refused("AVIF of 255^3 overlays", .tooComplex) { nested(3, 255) },
        .refused("AVIF of a hundred identities in a row", .tooComplex) {
            HEIFFile(items: (0..<100).map { identity(of: $0 + 2) } + [square()]).bytes
        },
        .refused("AVIF that says 16385 x 16384", .tooManyPixels) { file(square((16385, 16384))) },
        .refused("AVIF that says 4294967295 x 4294967295", .tooManyPixels) {
            file(square((4_294_967_295, 4_294_967_295)))
        },
        .refused("HEIC that says 70000 x 70000", .tooManyPixels) {
            var item = hevcItem(inConfiguration: hevc(64, 64))
            item.size = (70000, 70000)
            return file(item, brand: "heic")
        },
        .refused("AVIF of no width", .damaged) { file(square((0, 16))) },
        .refused("AVIF that says 16 and codes 16384 pixels", .tooManyPixels) {
            var item = square()
            item.data = av1(16384, 16384, reduced: true)
            return file(item)
        },
        .refused("AVIF that says 16 and codes 65536 pixels behind others", .tooManyPixels) {
            var item = square()
            item.data += av1(65536, 65536, reduced: false)
            return file(item)
        },
        .refused("AVIF that codes its size in its configuration", .tooManyPixels) {
            var item = square()
            item.properties = [HEIFFile.box("av1C", [0x81, 0, 0x0C, 0] + av1(20000, 20000, reduced: true))]
            return file(item)
        },
        .refused("AVIF tile that codes 65536 pixels", .tooManyPixels) {
            var tile = square()
            tile.data = av1(65536, 65536, reduced: true)
            return file(grid(1, 1, 16, 16, of: [2]), tile)
        },
        .refused("HEIC that says 16 and codes 16384 pixels", .tooManyPixels) {
            file(hevcItem(inConfiguration: hevc(16384, 16384)), brand: "heic")
        },
        .refused("HEIC that codes its size in its data", .tooManyPixels) {
            let unit = hevc(30000, 30000)
            return file(hevcItem(inConfiguration: hevc(16, 16), inData: .big(unit.count, 4) + unit), brand: "heic")
        },
        .refused("AVIF grid whose data say 65535 x 65535", .tooManyPixels) {
            file(grid(1, 1, 65535, 65535, of: [2], says: (16, 16)), square())
        },
        .refused("AVIF overlay whose data say 65535 x 65535", .tooManyPixels) {
            var overlay = Self.overlay(of: [2], 65535, 65535)
            overlay.size = (16, 16)
            return file(overlay, square())
        },
        Bomb(name: "AVIF grid of 256 x 256 missing tiles", expected: [.damaged]) {
            file(grid(256, 256, 4096, 4096, of: [2]), square())
        },
        .refused("AVIF without its primary picture", .damaged) { file(square(), primary: 9) },
        .refused("AVIF without items", .damaged) { HEIFFile(items: []).bytes },
        .refused("HEIC without data", .damaged) { file(hevcItem(inConfiguration: nil), brand: "heic") },
        .refused("AVIF whose boxes are of no size", .damaged) {
            Array(file(square()).prefix(24))
                + Array(repeatElement([0, 0, 0, 8] + Array("meta".utf8), count: 1000).joined())
        },
        .refused("AVIF of 20,000 places, each in 65,535 pieces of no length", .damaged) {
            let place: [UInt8] = .big(1, 2) + .big(0, 2) + .big(65535, 2)
            let places = [0, 0, 0, 0, 0, 0] + .big(20_000, 2) + Array(repeatElement(place, count: 20_000).joined())
            return Array(file(square()).prefix(24)) + HEIFFile.box("meta", [0, 0, 0, 0] + HEIFFile.box("iloc", places))
        },
        .refused("AVIF of a thousand boxes in boxes", .damaged) {
            let boxes = (0..<1000).reduce([UInt8]()) { inner, _ in HEIFFile.box("meta", [0, 0, 0, 0] + inner) }
            return Array(file(square()).prefix(24)) + boxes
        },
    ]

    static let others: [Bomb] = [
        .refused("SVG", .notAPicture) {
            Array("<svg xmlns='http://www.w3.org/2000/svg' width='99999' height='99999'/>".utf8)
        },
        .refused("PDF", .notAPicture) { Array("%PDF-1.7".utf8) },
        .refused("TIFF", .notAPicture) { [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0] },
        .refused("nothing", .notAPicture) { [] },
        .refused("MP4", .notAPicture) { [0, 0, 0, 20] + Array("ftypisom....isom".utf8) },
        .refused("65 MB", .tooManyBytes) { Array("GIF89a".utf8) + [UInt8](repeating: 0, count: 65 << 20) },
    ]
}
