import ImageSearch

/// A part of a picture file, such as a box, a segment, a chunk or a block; files are parts of parts.
struct Part {
    /// Its name, as many bytes as the format has.
    var type: [UInt8]
    /// What lies before its parts, or all that it holds when it has none.
    var content: [UInt8]
    var parts: [Part] = []
    /// By how much its length is wrong.
    var lie = 0
}

/// How a format puts parts together.
enum PartFormat: Sendable, CaseIterable {
    case jpeg, png, webP, gif, heif

    var seeds: [String] {
        switch self {
        case .jpeg:
            ["jpeg-444.jpg", "jpeg-progressive.jpg", "jpeg-cmyk.jpg", "jpeg-orientation-6.jpg", "jpeg-adobe-rgb.jpg"]
        case .png:
            ["png-rgb.png", "png-interlaced.png", "png-palette-transparent.png", "png-rgba-16.png", "png-p3.png"]
        case .webP: ["webp-lossy.webp", "webp-animated.webp", "webp-lossless-alpha.webp", "webp-lossy-alpha.webp"]
        case .gif: ["gif-plain.gif", "gif-animated.gif", "gif-transparent.gif"]
        case .heif:
            ["heic-plain.heic", "heic-alpha.heic", "avif-444.avif", "avif-alpha.avif", "avif-orientation-6.avif"]
        }
    }

    /// Takes a file apart.
    func parts(of bytes: [UInt8]) -> (start: [UInt8], parts: [Part]) {
        switch self {
        case .jpeg: (Array(bytes.prefix(2)), Self.segments(bytes))
        case .png: (Array(bytes.prefix(8)), Self.chunks(bytes[8...], lengthFirst: true, trailer: 4))
        case .webP: (Array(bytes.prefix(12)), Self.chunks(bytes[12...], lengthFirst: false, trailer: 0))
        case .gif: Self.blocks(bytes)
        case .heif: ([], Self.boxes(bytes[...]))
        }
    }

    /// Puts parts together again, with lengths and sums that are right but for the lies.
    func bytes(_ part: Part) -> [UInt8] {
        let content = part.content + part.parts.flatMap(bytes)
        let length = max(0, content.count + part.lie)
        switch self {
        case .jpeg:
            if part.type.isEmpty { return content }
            return [0xFF] + part.type + [UInt8].big(length + 2, 2) + content
        case .png: return Bomb.chunk(part.type, content, length)
        case .webP: return part.type + [UInt8].little(length, 4) + content + (content.count % 2 == 1 ? [0] : [])
        case .gif: return part.type + content
        case .heif: return [UInt8].big(length + 8, 4) + part.type + content
        }
    }

    /// A whole file.
    func file(_ start: [UInt8], _ parts: [Part]) -> [UInt8] {
        var file = start + parts.flatMap(bytes)
        if self == .webP, file.count >= 12 { file.replaceSubrange(4..<8, with: [UInt8].little(file.count - 8, 4)) }
        return file
    }

    // MARK: taking apart

    private static func segments(_ bytes: [UInt8]) -> [Part] {
        var parts: [Part] = []
        var position = 2
        while position + 4 <= bytes.count, bytes[position] == 0xFF {
            let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
            let end = min(position + 2 + length, bytes.count)
            guard position + 4 <= end else { break }
            parts.append(Part(type: [bytes[position + 1]], content: Array(bytes[position + 4..<end])))
            position = end
            guard parts.last?.type == [0xDA] else { continue }
            var next = position
            while next + 1 < bytes.count, bytes[next] != 0xFF || bytes[next + 1] == 0 { next += 1 }
            parts.append(Part(type: [], content: Array(bytes[position..<next])))
            position = next
        }
        return parts + [Part(type: [], content: Array(bytes[position...]))]
    }

    private static func chunks(_ bytes: ArraySlice<UInt8>, lengthFirst: Bool, trailer: Int) -> [Part] {
        var parts: [Part] = []
        var rest = bytes
        while rest.count >= 8 + trailer {
            let first = Array(rest.prefix(4))
            let second = Array(rest.dropFirst(4).prefix(4))
            let number = lengthFirst ? first : second.reversed()
            let length = number.reduce(0) { $0 << 8 | Int($1) }
            let type = lengthFirst ? second : first
            let content = Array(rest.dropFirst(8).prefix(length))
            // A frame of an animation has chunks of its own behind 16 bytes.
            let isFrame = type == Array("ANMF".utf8) && content.count > 16
            parts.append(
                isFrame
                    ? Part(
                        type: type, content: Array(content.prefix(16)),
                        parts: chunks(content[16...], lengthFirst: false, trailer: 0))
                    : Part(type: type, content: content))
            rest = rest.dropFirst(8 + length + trailer + (lengthFirst ? 0 : length & 1))
        }
        return parts
    }

    private static func blocks(_ bytes: [UInt8]) -> ([UInt8], [Part]) {
        let table = bytes[10] & 0x80 == 0 ? 0 : 3 << (Int(bytes[10] & 7) + 1)
        let start = Array(bytes.prefix(13 + table))
        var parts: [Part] = []
        var position = start.count
        while position < bytes.count, bytes[position] != 0x3B {
            let isFrame = bytes[position] == 0x2C
            let begin = position
            position +=
                isFrame ? 11 + (bytes[position + 9] & 0x80 == 0 ? 0 : 3 << (Int(bytes[position + 9] & 7) + 1)) : 2
            while position < bytes.count, bytes[position] != 0 { position += Int(bytes[position]) + 1 }
            position += 1
            parts.append(Part(type: [bytes[begin]], content: Array(bytes[(begin + 1)..<min(position, bytes.count)])))
        }
        return (start, parts + [Part(type: [0x3B], content: [])])
    }

    /// The boxes that hold boxes, and how many bytes come before those.
    private static let containers: [String: Int] = ["meta": 4, "iprp": 0, "ipco": 0, "iinf": 6, "iref": 4, "grpl": 0]

    private static func boxes(_ bytes: ArraySlice<UInt8>) -> [Part] {
        var parts: [Part] = []
        var rest = bytes
        while rest.count >= 8 {
            let size = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard size >= 8, size <= rest.count else { break }
            let type = Array(rest.dropFirst(4).prefix(4))
            let content = rest.prefix(size).dropFirst(8)
            if let before = containers[String(decoding: type, as: UTF8.self)] {
                parts.append(
                    Part(type: type, content: Array(content.prefix(before)), parts: boxes(content.dropFirst(before))))
            } else {
                parts.append(Part(type: type, content: Array(content)))
            }
            rest = rest.dropFirst(size)
        }
        return parts
    }
}
