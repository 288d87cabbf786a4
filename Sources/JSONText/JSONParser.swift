/// Reads one JSON value from UTF-8: a model's small files, and bodies of requests.
package struct JSONParser {
    private let bytes: [UInt8]
    private var offset = 0
    private var depth = 0
    /// Deeper than any file of a model and any query, shallow enough for any stack.
    private static let maximumDepth = 64

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
        var parser = JSONParser(bytes)
        let value = try parser.value()
        parser.skipSpace()
        guard parser.offset == bytes.count else { throw parser.error("the end") }
        return value
    }

    private func error(_ expected: String) -> JSONError { JSONError(expected: expected, offset: offset) }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func nested(_ read: (inout JSONParser) throws(JSONError) -> JSON) throws(JSONError) -> JSON {
        guard depth < Self.maximumDepth else { throw error("less nesting") }
        depth += 1
        defer { depth -= 1 }
        return try read(&self)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        offset += 1
        return true
    }

    private mutating func object() throws(JSONError) -> JSON {
        offset += 1
        var fields: [(key: String, value: JSON)] = []
        if take(UInt8(ascii: "}")) { return .object(fields) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("a field's name") }
            let key = try string()
            guard take(UInt8(ascii: ":")) else { throw error("a colon") }
            fields.append((key, try value()))
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw error("a comma or a closing brace") }
        return .object(fields)
    }

    private mutating func array() throws(JSONError) -> JSON {
        offset += 1
        var values: [JSON] = []
        if take(UInt8(ascii: "]")) { return .array(values) }
        repeat { values.append(try value()) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw error("a comma or a closing bracket") }
        return .array(values)
    }

    private mutating func word(_ text: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let end = offset + text.utf8CodeUnitCount
        let matches = text.withUTF8Buffer { end <= bytes.count && bytes[offset..<end].elementsEqual($0) }
        guard matches else { throw error("a value") }
        offset = end
        return value
    }

    private mutating func number() throws(JSONError) -> Double {
        let start = offset
        var whole: Int? = 0
        while let byte = next, "+-.eE".utf8.contains(byte) || (0x30...0x39).contains(byte) {
            // Nearly all numbers are ids: digits only, so short that they cannot overflow.
            whole = (0x30...0x39).contains(byte) && offset - start < 15 ? whole.map { $0 * 10 + Int(byte & 15) } : nil
            offset += 1
        }
        let text = bytes[start..<offset]
        guard isNumber(text) else {
            offset = start
            throw error("a value")
        }
        return whole.map(Double.init) ?? Double(String(decoding: text, as: UTF8.self)) ?? 0
    }

    private mutating func string() throws(JSONError) -> String {
        offset += 1
        let start = offset
        while let byte = next {
            if byte == UInt8(ascii: "\"") {
                defer { offset += 1 }
                return String(decoding: bytes[start..<offset], as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            offset += 1
        }
        throw error("a closing quotation mark")
    }

    /// The rest of a string in which a backslash was met.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var units = Array(bytes[start..<offset])
        while let byte = next {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"): units.append(contentsOf: String(try escape()).utf8)
            default: units.append(byte)
            }
        }
        throw error("a closing quotation mark")
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        guard let byte = next else { throw error("an escape") }
        offset += 1
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw error("an escape")
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let high = try codeUnit()
        if let scalar = Unicode.Scalar(high) { return scalar }
        // One half of a pair of surrogates: the other half must follow.
        guard UTF16.isLeadSurrogate(high), next == UInt8(ascii: "\\") else { throw error("a pair of surrogates") }
        offset += 2
        let low = try codeUnit()
        guard UTF16.isTrailSurrogate(low) else { throw error("a pair of surrogates") }
        let value = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        let end = offset + 4
        guard end <= bytes.count, let unit = UInt16(String(decoding: bytes[offset..<end], as: UTF8.self), radix: 16)
        else {
            throw error("four hexadecimal digits")
        }
        offset = end
        return unit
    }
}

/// Whether a text is a number of JSON: `01`, `+1`, `.5` and `1.` are none.
private func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    var text = text
    if text.first == UInt8(ascii: "-") { text.removeFirst() }
    let startsWithZero = text.first == UInt8(ascii: "0")
    let whole = takeDigits(&text)
    guard whole == 1 || whole > 1 && !startsWithZero else { return false }
    if text.first == UInt8(ascii: ".") {
        text.removeFirst()
        guard takeDigits(&text) > 0 else { return false }
    }
    guard let mark = text.popFirst() else { return true }
    if let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { text.removeFirst() }
    return mark | 0x20 == UInt8(ascii: "e") && takeDigits(&text) > 0 && text.isEmpty
}

/// Drops the digits at the start, and tells how many there were.
private func takeDigits(_ text: inout ArraySlice<UInt8>) -> Int {
    let count = text.prefix { (0x30...0x39).contains($0) }.count
    text = text.dropFirst(count)
    return count
}
