/// Builds HEIF files of items that are made of each other.
struct HEIFFile {
    struct Item {
        var type: String
        var data: [UInt8] = []
        /// Columns and rows, as the file says.
        var size: (Int, Int)? = (16, 16)
        /// Further properties.
        var properties: [[UInt8]] = []
        /// What it is derived from, by number from 1.
        var sources: [Int] = []
        /// The picture whose transparency it is.
        var master: Int?
    }

    var brand = "avif"
    var primary = 1
    var items: [Item]

    static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
        .big(content.count + 8, 4) + Array(type.utf8) + content
    }

    private static func full(_ type: String, _ version: UInt8, _ content: [UInt8]) -> [UInt8] {
        box(type, [version, 0, 0, 0] + content)
    }

    var bytes: [UInt8] {
        var brands = Array(brand.utf8)
        brands += [0, 0, 0, 0]
        brands += Array("mif1".utf8) + Array(brand.utf8)
        var handler: [UInt8] = [0, 0, 0, 0]
        handler += Array("pict".utf8)
        handler += [UInt8](repeating: 0, count: 13)
        var meta = Self.full("hdlr", 0, handler)
        meta += Self.full("pitm", 0, .big(primary, 2))
        meta += Self.full("iloc", 1, locations)
        meta += Self.full("iinf", 0, entries)
        meta += properties
        let references = references
        if !references.isEmpty { meta += Self.full("iref", 0, references) }
        meta += Self.box("idat", Array(items.map(\.data).joined()))
        return Self.box("ftyp", brands) + Self.full("meta", 0, meta)
    }

    private var locations: [UInt8] {
        var offset = 0
        var locations: [UInt8] = [0x44, 0x00]
        locations += [UInt8].big(items.count, 2)
        for (index, item) in items.enumerated() {
            for number in [index + 1, 1, 0, 1] { locations += [UInt8].big(number, 2) }
            for number in [offset, item.data.count] { locations += [UInt8].big(number, 4) }
            offset += item.data.count
        }
        return locations
    }

    private var entries: [UInt8] {
        var entries: [UInt8] = .big(items.count, 2)
        for (index, item) in items.enumerated() {
            var entry: [UInt8] = .big(index + 1, 2)
            entry += [0, 0]
            entry += Array(item.type.utf8)
            entries += Self.full("infe", 2, entry + [0])
        }
        return entries
    }

    private var references: [UInt8] {
        var references: [UInt8] = []
        for (index, item) in items.enumerated() {
            if !item.sources.isEmpty { references += reference("dimg", index + 1, item.sources) }
            if let master = item.master { references += reference("auxl", index + 1, [master]) }
        }
        return references
    }

    private func reference(_ type: String, _ from: Int, _ to: [Int]) -> [UInt8] {
        let numbers = [from, to.count] + to
        return Self.box(type, numbers.flatMap { [UInt8].big($0, 2) })
    }

    private var properties: [UInt8] {
        var boxes: [[UInt8]] = []
        var associations: [UInt8] = .big(items.count, 4)
        for (index, item) in items.enumerated() {
            var own = item.properties
            if let (width, height) = item.size {
                let size: [UInt8] = .big(width, 4) + .big(height, 4)
                own.append(Self.full("ispe", 0, size))
            }
            associations += [UInt8].big(index + 1, 2)
            associations.append(UInt8(own.count))
            for property in own {
                boxes.append(property)
                associations += [UInt8].big(boxes.count, 2)
            }
        }
        let container = Self.box("ipco", Array(boxes.joined()))
        return Self.box("iprp", container + Self.box("ipma", [0, 0, 0, 1] + associations))
    }
}

/// Writes bits, the highest of each byte first.
struct HighBitWriter {
    private(set) var bytes: [UInt8] = []
    private var count = 0

    mutating func write(_ value: Int, _ length: Int) {
        for index in (0..<length).reversed() {
            if count % 8 == 0 { bytes.append(0) }
            bytes[bytes.count - 1] |= UInt8(value >> index & 1) << (7 - UInt8(count % 8))
            count += 1
        }
    }

    mutating func writeExponentialGolomb(_ value: Int) {
        let length = Int.bitWidth - (value + 1).leadingZeroBitCount
        write(0, length - 1)
        write(value + 1, length)
    }
}
