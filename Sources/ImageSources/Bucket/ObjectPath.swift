import ImageSearch

/// The path below a folder that an object's key is kept under.
///
/// A key may be any text; a path may not. Nearly every key is its own path. Where it cannot be, `%` and two digits
/// stand for a byte, as in a URL, so that no two keys share a path and each path tells its key:
/// - control characters, and a `%` before two hexadecimal digits, are spelled out;
/// - so are `.` and `..`, which would lead elsewhere;
/// - a folder whose name is empty (`//`, or `/` at the start) or looks like a picture is spelled with its slash,
///   `a.jpg%2F`, because the picture `a.jpg` may lie beside it;
/// - a name longer than a file system takes is split into folders, `…%2B/…`.
///
/// All is done on bytes: to Swift, a slash before a combining accent is no slash.
enum ObjectPath {
    /// How much of a key is spelled out.
    enum Spelling {
        /// As little as possible.
        case plain
        /// Capitals and all beyond ASCII too, for a key that some file systems would take for another one's:
        /// `a.JPG%2F.jpg` beside `a.jpg`.
        case exact
    }

    /// The path of a key; `nil` for one that a folder would not list either: no picture by its ending, or hidden.
    static func path(of key: String, spelling: Spelling = .plain) -> String? {
        let names = key.utf8.split(separator: slash, omittingEmptySubsequences: false).map(String.init(decoding:))
        guard let last = names.last, let ending = ImageFormat.ending(of: last) else { return nil }
        guard names.allSatisfy({ !FolderWalk.isPassedOver($0) || [".", ".."].contains($0) }) else { return nil }
        var path: [UInt8] = []
        for name in names.dropLast() {
            path += pieces(of: escape(name, spelling))
            if name.isEmpty || ImageFormat.ending(of: name) != nil { path += spelledSlash }
            path.append(slash)
        }
        path += pieces(of: escape(last, spelling))
        if spelling == .exact { path += spelledSlash + Array(".\(ending)".utf8) }
        return String(decoding: path, as: UTF8.self)
    }

    /// The key of a path.
    static func key(of path: String) -> String {
        let names = Array(path.utf8).replacing(spelledJoint + [slash], with: [])
            .split(separator: slash, omittingEmptySubsequences: false)
        let key = names.map { name in
            unescape(name.firstRange(of: spelledSlash).map { name[..<$0.lowerBound] } ?? name)
        }
        return String(decoding: Array(key.joined(separator: [slash])), as: UTF8.self)
    }

    /// The longest name that every file system takes is 255 bytes; some are left for what is added.
    private static let longestPiece = 240
    private static let slash = UInt8(ascii: "/")
    private static let percent = UInt8(ascii: "%")
    private static let spelledSlash = Array("%2F".utf8)
    private static let spelledJoint = Array("%2B".utf8)

    private static func escape(_ name: String, _ spelling: Spelling) -> [UInt8] {
        let bytes = Array(name.utf8)
        if [".", ".."].contains(name) { return bytes.flatMap(spell) }
        return bytes.indices.flatMap { index in
            let byte = bytes[index]
            let isSpelled =
                switch byte {
                case 0..<0x20, 0x7f: true
                case percent: bytes[(index + 1)...].prefix(2).count { value(of: $0) != nil } == 2
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...: spelling == .exact
                default: false
                }
            return isSpelled ? spell(byte) : [byte]
        }
    }

    /// Splits a long name into folders; the last piece keeps the ending, and none is hidden.
    private static func pieces(of name: [UInt8]) -> [UInt8] {
        var remaining = name[...]
        var pieces: [[UInt8]] = []
        while remaining.count > longestPiece {
            let start =
                remaining[(remaining.endIndex - longestPiece)...].firstIndex { $0 & 0xc0 != 0x80 } ?? remaining.endIndex
                - longestPiece
            var piece = Array(remaining[start...])
            if piece.first == UInt8(ascii: ".") { piece.replaceSubrange(0..<1, with: spell(UInt8(ascii: "."))) }
            pieces.append(piece)
            remaining = remaining[..<start]
        }
        pieces.append(Array(remaining))
        return Array(pieces.reversed().joined(separator: spelledJoint + [slash]))
    }

    private static func unescape(_ name: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var remaining = name
        while let byte = remaining.popFirst() {
            let digits = remaining.prefix(2).compactMap(value)
            if byte == percent, digits.count == 2 {
                bytes.append(digits[0] << 4 | digits[1])
                remaining = remaining.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    private static func spell(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    private static func value(of digit: UInt8) -> UInt8? {
        Character(UnicodeScalar(digit)).hexDigitValue.map(UInt8.init)
    }
}

extension String {
    fileprivate init(decoding bytes: Substring.UTF8View) { self.init(Substring(bytes)) }
}
