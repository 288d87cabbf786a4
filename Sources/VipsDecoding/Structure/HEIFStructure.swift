extension PictureStructure {
    /// Phones cut a picture into some hundred tiles; overlays and identities of each other make thousands of a few bytes.
    static let mostDecodings = 4096

    /// Follows what the primary picture is made of: nothing may be made of itself, and each size counts that is made on the way.
    static func heif(_ bytes: UnsafeRawBufferPointer) -> PictureStructure {
        var structure = PictureStructure()
        structure.mostParts = mostDecodings
        let items = HEIFItems(bytes)
        structure.exif = items.exif(in: bytes.count)
        structure.parts = items.decodings(of: items.primary) ?? mostDecodings + 1
        if structure.parts <= mostDecodings {
            structure.sizes = items.reached(from: items.primary).flatMap { items.sizes(of: $0, bytes) }
        }
        return structure
    }
}

/// The items of a HEIF file and what they are made of (ISO/IEC 23008-12 and 14496-12).
struct HEIFItems {
    /// More items than any picture needs are not even read.
    private static let mostItems = 20_000
    private static let mostDepth = 16

    private(set) var primary = 0
    private var types: [Int: FourCC] = [:]
    /// What an item is derived from, its transparency included.
    private var sources: [Int: [Int]] = [:]
    private var properties: [HEIFProperty] = []
    private var propertiesOfItems: [Int: [Int]] = [:]
    private var locations: [Int: HEIFLocation] = [:]
    private var itemData: Range<Int>?

    init(_ bytes: UnsafeRawBufferPointer) {
        var file = ByteReader(bytes)
        while let (type, box) = Self.box(&file) {
            guard type == "meta" else { continue }
            var content = box
            if content.skip(4) { readMeta(content) }
            return
        }
    }

    /// The next box: its type and content.
    static func box(_ reader: inout ByteReader) -> (FourCC, ByteReader)? {
        guard var size = reader.number(4), let type = reader.code() else { return nil }
        var header = 8
        if size == 1 {
            guard let large = reader.number(8) else { return nil }
            size = large
            header = 16
        }
        if size == 0 { size = reader.left + header }
        guard size >= header, let content = reader.part(min(size - header, reader.left)) else { return nil }
        return (type, content)
    }

    // MARK: what it is made of

    /// How many pictures are decoded to make one; `nil` when it never ends, or takes too many.
    func decodings(of item: Int) -> Int? {
        var known: [Int: Int] = [:]
        return decodings(of: item, depth: 0, &known)
    }

    private func decodings(of item: Int, depth: Int, _ known: inout [Int: Int]) -> Int? {
        if let count = known[item] { return count }
        guard depth < Self.mostDepth else { return nil }
        var count = 1
        for source in sources[item] ?? [] {
            guard let more = decodings(of: source, depth: depth + 1, &known) else { return nil }
            count += more
            guard count <= PictureStructure.mostDecodings else { return nil }
        }
        known[item] = count
        return count
    }

    /// The item and all that it is made of.
    func reached(from item: Int) -> Set<Int> {
        var reached: Set = [item]
        var next = [item]
        while let item = next.popLast() {
            next += (sources[item] ?? []).filter { reached.insert($0).inserted }
        }
        return reached
    }

    /// The sizes that an item has: as its properties say, and as it is coded.
    func sizes(of item: Int, _ bytes: UnsafeRawBufferPointer) -> [Size] {
        let own = (propertiesOfItems[item] ?? []).compactMap { properties.indices.contains($0) ? properties[$0] : nil }
        let data = locations[item]?.range(in: bytes.count, itemData: itemData).map { ByteReader(bytes, $0) }
        var sizes: [Size] = []
        var lengthSize: Int?
        for property in own {
            switch property {
            case .size(let size): sizes.append(size)
            case .hevc(let reader):
                let (coded, size) = HEVCSize.configured(reader)
                sizes += coded
                lengthSize = size
            case .av1(let reader): sizes += AV1Size.coded(reader)
            case .other: break
            }
        }
        guard let data else { return sizes }
        if types[item] == "grid" || types[item] == "iovl" { sizes += canvas(data, isGrid: types[item] == "grid") }
        if types[item] == "av01" { sizes += AV1Size.coded(data) }
        if let lengthSize { sizes += HEVCSize.coded(data, lengthSize: lengthSize) }
        return sizes
    }

    /// Where the EXIF data lies; of several, the first item's.
    func exif(in count: Int) -> Range<Int>? {
        let item = types.filter { $0.value == "Exif" }.keys.min()
        return item.flatMap { locations[$0] }?.range(in: count, itemData: itemData)
    }

    private func canvas(_ data: ByteReader, isGrid: Bool) -> [Size] {
        var data = data
        guard data.skip(1), let flags = data.byte(), data.skip(isGrid ? 2 : 8) else { return [] }
        let length = flags & 1 == 0 ? 2 : 4
        guard let width = data.number(length), let height = data.number(length) else { return [] }
        return [Size(width: width, height: height)]
    }

    // MARK: reading

    private mutating func readMeta(_ meta: ByteReader) {
        var meta = meta
        while let (type, box) = Self.box(&meta) {
            var box = box
            switch type {
            case "idat": itemData = box.position..<box.end
            case "iprp": readProperties(box)
            case "pitm", "iinf", "iref", "iloc":
                guard let version = box.byte(), box.skip(3) else { continue }
                switch type {
                case "pitm": primary = box.number(version == 0 ? 2 : 4) ?? 0
                case "iinf": readTypes(box, version)
                case "iref": readReferences(box, idLength: version == 0 ? 2 : 4)
                default: readLocations(box, version)
                }
            default: break
            }
        }
    }

    private mutating func readTypes(_ box: ByteReader, _ version: Int) {
        var box = box
        guard box.skip(version == 0 ? 2 : 4) else { return }
        while types.count < Self.mostItems, let (_, entry) = Self.box(&box) {
            var entry = entry
            guard let version = entry.byte(), version >= 2, entry.skip(3), let id = entry.number(version == 2 ? 2 : 4),
                entry.skip(2), let type = entry.code()
            else { continue }
            types[id] = type
        }
    }

    private mutating func readReferences(_ box: ByteReader, idLength: Int) {
        var box = box
        var left = Self.mostItems
        while let (type, entry) = Self.box(&box) {
            var entry = entry
            guard let from = entry.number(idLength), let count = entry.number(2) else { continue }
            for _ in 0..<count {
                guard left > 0, let to = entry.number(idLength) else { return }
                left -= 1
                if type == "dimg" { sources[from, default: []].append(to) }
                if type == "auxl" { sources[to, default: []].append(from) }
            }
        }
    }

    private mutating func readProperties(_ box: ByteReader) {
        var box = box
        while let (type, content) = Self.box(&box) {
            var content = content
            if type == "ipco" {
                while properties.count < Self.mostItems, let (type, property) = Self.box(&content) {
                    properties.append(HEIFProperty(type, property))
                }
            } else if type == "ipma", let version = content.byte(), let flags = content.number(3) {
                readAssociations(content, idLength: version == 0 ? 2 : 4, indexLength: flags & 1 == 0 ? 1 : 2)
            }
        }
    }

    private mutating func readAssociations(_ box: ByteReader, idLength: Int, indexLength: Int) {
        var box = box
        guard let count = box.number(4) else { return }
        for _ in 0..<min(count, Self.mostItems) {
            guard let item = box.number(idLength), let associations = box.byte() else { return }
            for _ in 0..<associations {
                guard let value = box.number(indexLength) else { return }
                propertiesOfItems[item, default: []].append(value & (indexLength == 1 ? 0x7F : 0x7FFF) - 1)
            }
        }
    }

    private mutating func readLocations(_ box: ByteReader, _ version: Int) {
        var box = box
        guard let lengths = box.number(2), let count = box.number(version < 2 ? 2 : 4) else { return }
        for _ in 0..<min(count, Self.mostItems) {
            guard let item = box.number(version < 2 ? 2 : 4),
                let location = HEIFLocation(&box, lengths: lengths, version: version)
            else { return }
            locations[item] = location
        }
    }
}

/// A property of items, as far as it tells a size.
enum HEIFProperty {
    case size(Size)
    case hevc(ByteReader)
    case av1(ByteReader)
    case other

    init(_ type: FourCC, _ content: ByteReader) {
        var content = content
        switch type {
        case "ispe":
            guard content.skip(4), let width = content.number(4), let height = content.number(4) else {
                self = .other
                return
            }
            self = .size(Size(width: width, height: height))
        case "hvcC": self = .hevc(content)
        case "av1C":
            _ = content.skip(4)
            self = .av1(content)
        default: self = .other
        }
    }
}

/// Where an item's data begins; of several pieces, the first.
struct HEIFLocation {
    private var start = 0
    private var length = 0
    private var isInItemData = false

    init?(_ box: inout ByteReader, lengths: Int, version: Int) {
        let (offset, extent, base) = (lengths >> 12 & 15, lengths >> 8 & 15, lengths >> 4 & 15)
        let index = version == 0 ? 0 : lengths & 15
        if version > 0 {
            guard let method = box.number(2) else { return nil }
            isInItemData = method & 15 == 1
        }
        guard box.skip(2), let baseOffset = box.number(base), let count = box.number(2) else { return nil }
        guard count > 0 else { return }
        guard box.skip(index), let from = box.number(offset), let length = box.number(extent) else { return nil }
        start = baseOffset.addingReportingOverflow(from).partialValue
        self.length = length
        // At once: pieces that are described in no bytes could be 65,535 for each of thousands of items.
        guard box.skip((count - 1) * (index + offset + extent)) else { return nil }
    }

    func range(in count: Int, itemData: Range<Int>?) -> Range<Int>? {
        let whole = isInItemData ? itemData : 0..<count
        guard let whole, start >= 0, start <= whole.count else { return nil }
        let first = whole.lowerBound + start
        return first..<first + min(length == 0 ? whole.count : length, whole.upperBound - first)
    }
}
