/// The elements of an XML text, one after another, with their text.
///
/// It is what the answers of S3 need of XML and no more: elements, text, references to characters, CDATA, comments. It does
/// not recurse, goes no deeper than ``deepest``, follows no declaration, and remembers nothing but the names of open elements:
/// no text can make it take long, use much memory or overflow a stack.
package struct XMLElements {
    /// Something met in the text.
    package enum Event: Equatable {
        /// An element begins; its name without a prefix.
        case start(String)
        /// An element ends; the text that stood in it, outside of the elements in it.
        case end(String, text: String)
    }

    /// Why a text cannot be read.
    package enum Fault: Error, Equatable {
        /// It is no XML, or not well-formed.
        case malformed
        /// It breaks off.
        case cut
        /// Its elements lie deeper in each other than any answer's do.
        case tooDeep
    }

    /// How deep elements may lie in each other; those of S3's answers lie five deep.
    package static let deepest = 16

    private var remaining: ArraySlice<UInt8>
    private var open: [(name: [UInt8], text: [UInt8])] = []
    private var ended: Event?
    private var hasRoot = false

    package init(_ bytes: [UInt8]) {
        remaining = bytes[...]
        if remaining.starts(with: [0xef, 0xbb, 0xbf]) { remaining = remaining.dropFirst(3) }
    }

    /// The next event; `nil` after the root's end.
    package mutating func next() throws(Fault) -> Event? {
        if let event = ended {
            ended = nil
            return event
        }
        while let byte = remaining.first {
            guard byte == UInt8(ascii: "<") else {
                try readText()
                continue
            }
            if try skipAside() { continue }
            if remaining.starts(with: "</".utf8) { return try readEnd() }
            return try readStart()
        }
        guard hasRoot, open.isEmpty else { throw .cut }
        return nil
    }

    // MARK: tags

    private mutating func readStart() throws(Fault) -> Event {
        guard !hasRoot || !open.isEmpty else { throw .malformed }
        guard open.count < Self.deepest else { throw .tooDeep }
        remaining.removeFirst()
        let name = readName()
        guard !name.isEmpty else { throw remaining.isEmpty ? .cut : .malformed }
        let isEmpty = try skipAttributes()
        hasRoot = true
        let local = Self.localName(name)
        if isEmpty { ended = .end(local, text: "") } else { open.append((name, [])) }
        return .start(local)
    }

    private mutating func readEnd() throws(Fault) -> Event {
        remaining.removeFirst(2)
        let name = readName()
        remaining = remaining.drop(while: Self.isSpace)
        guard !remaining.isEmpty else { throw .cut }
        guard remaining.removeFirst() == UInt8(ascii: ">"), let last = open.popLast(), last.name == name else {
            throw .malformed
        }
        return .end(Self.localName(name), text: String(decoding: last.text, as: UTF8.self))
    }

    /// Passes over attributes to the tag's end; whether the tag ends its element, too.
    private mutating func skipAttributes() throws(Fault) -> Bool {
        var quote: UInt8?
        var last: UInt8 = 0
        while let byte = remaining.popFirst() {
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: ">") {
                return last == UInt8(ascii: "/")
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "<") {
                throw .malformed
            }
            last = byte
        }
        throw .cut
    }

    private mutating func readName() -> [UInt8] {
        let name = remaining.prefix { !Self.isSpace($0) && !"/><=\"'&".utf8.contains($0) }
        remaining = remaining[name.endIndex...]
        return Array(name)
    }

    /// Passes over a comment, an instruction or a declaration, and takes CDATA as text; whether there was one.
    private mutating func skipAside() throws(Fault) -> Bool {
        if remaining.starts(with: "<![CDATA[".utf8) {
            guard !open.isEmpty else { throw .malformed }
            remaining.removeFirst(9)
            open[open.count - 1].text += try readUntil("]]>")
        } else if remaining.starts(with: "<!--".utf8) {
            remaining.removeFirst(4)
            _ = try readUntil("-->")
        } else if remaining.starts(with: "<?".utf8) {
            _ = try readUntil("?>")
        } else if remaining.starts(with: "<!".utf8) {
            // A declaration of a type, which pages have; one with parts of its own is not read on.
            guard !hasRoot, try !readUntil(">").contains(UInt8(ascii: "[")) else { throw .malformed }
        } else {
            return false
        }
        return true
    }

    private mutating func readUntil(_ end: String) throws(Fault) -> ArraySlice<UInt8> {
        guard let range = remaining.firstRange(of: Array(end.utf8)) else { throw .cut }
        defer { remaining = remaining[range.upperBound...] }
        return remaining[..<range.lowerBound]
    }

    // MARK: text

    private mutating func readText() throws(Fault) {
        let text = remaining.prefix { $0 != UInt8(ascii: "<") }
        remaining = remaining[text.endIndex...]
        guard !open.isEmpty else {
            guard text.allSatisfy(Self.isSpace) else { throw .malformed }
            return
        }
        guard text.contains(UInt8(ascii: "&")) else {
            open[open.count - 1].text += text
            return
        }
        open[open.count - 1].text += try Self.resolvingReferences(in: text)
    }

    private static func resolvingReferences(in text: ArraySlice<UInt8>) throws(Fault) -> [UInt8] {
        var resolved: [UInt8] = []
        var remaining = text
        while let byte = remaining.popFirst() {
            guard byte == UInt8(ascii: "&") else {
                resolved.append(byte)
                continue
            }
            // No name or number is longer.
            guard let end = remaining.prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let character = character(String(decoding: remaining[..<end], as: UTF8.self))
            else { throw .malformed }
            resolved += Array(String(character).utf8)
            remaining = remaining[(end + 1)...]
        }
        return resolved
    }

    private static func character(_ reference: String) -> Character? {
        switch reference {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        let isHexadecimal = reference.hasPrefix("#x")
        guard reference.hasPrefix("#"),
            let number = UInt32(reference.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10)
        else { return nil }
        return Unicode.Scalar(number).map(Character.init)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0a, 0x0d].contains(byte) }

    private static func localName(_ name: [UInt8]) -> String {
        let start = name.lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? 0
        return String(decoding: name[start...], as: UTF8.self)
    }
}
