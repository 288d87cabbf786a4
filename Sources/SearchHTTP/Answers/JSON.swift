import NIOCore

/// A JSON value whose objects keep the order of their members.
///
/// It is written as Python's `json.dumps(ensure_ascii=False, separators=(",", ":"))` writes it: no spaces, slashes and
/// letters as they are. Foundation's encoder keeps no order and costs several times as much for a list of matches.
enum JSON: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    /// One name and value of an object.
    struct Member: Sendable {
        let name: String
        let value: JSON
    }

    /// The UTF-8 text of the value.
    func encoded() -> ByteBuffer {
        var buffer = ByteBuffer()
        write(to: &buffer)
        return buffer
    }

    private func write(to buffer: inout ByteBuffer) {
        switch self {
        case .null: buffer.writeStaticString("null")
        case .bool(let value): buffer.writeString(value ? "true" : "false")
        case .integer(let value): buffer.writeString(String(value))
        // Swift prints the shortest digits that give the same number back; JSON has no word for NaN and infinity.
        case .number(let value): buffer.writeString(value.isFinite ? value.description : "null")
        case .string(let text): Self.write(text, to: &buffer)
        case .array(let values):
            Self.write(values, between: "[", and: "]", to: &buffer) { value, buffer in value.write(to: &buffer) }
        case .object(let members):
            Self.write(members, between: "{", and: "}", to: &buffer) { member, buffer in
                Self.write(member.name, to: &buffer)
                buffer.writeStaticString(":")
                member.value.write(to: &buffer)
            }
        }
    }

    private static func write<Items: Sequence>(
        _ items: Items, between open: StaticString, and close: StaticString, to buffer: inout ByteBuffer,
        each writeItem: (Items.Element, inout ByteBuffer) -> Void
    ) {
        buffer.writeStaticString(open)
        var isFirst = true
        for item in items {
            if !isFirst { buffer.writeStaticString(",") }
            isFirst = false
            writeItem(item, &buffer)
        }
        buffer.writeStaticString(close)
    }

    private static func write(_ text: String, to buffer: inout ByteBuffer) {
        buffer.writeStaticString("\"")
        if text.utf8.contains(where: needsEscape) {
            for byte in text.utf8 { writeEscaped(byte, to: &buffer) }
        } else {
            buffer.writeString(text)
        }
        buffer.writeStaticString("\"")
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func writeEscaped(_ byte: UInt8, to buffer: inout ByteBuffer) {
        switch byte {
        case UInt8(ascii: "\""): buffer.writeStaticString("\\\"")
        case UInt8(ascii: "\\"): buffer.writeStaticString("\\\\")
        case UInt8(ascii: "\n"): buffer.writeStaticString("\\n")
        case UInt8(ascii: "\r"): buffer.writeStaticString("\\r")
        case UInt8(ascii: "\t"): buffer.writeStaticString("\\t")
        case 0x08: buffer.writeStaticString("\\b")
        case 0x0C: buffer.writeStaticString("\\f")
        case 0..<0x20: buffer.writeString((byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16))
        default: buffer.writeInteger(byte)
        }
    }
}

extension JSON {
    /// An object without the members that are `nil`.
    static func members(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }

    /// The names of an object's members, in their order.
    var memberNames: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.name)
    }

    /// The member of an object; `nil` when there is none.
    subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// A text or a whole number as a text; `nil` for anything else.
    var text: String? {
        switch self {
        case .string(let text): text
        case .integer(let value): String(value)
        default: nil
        }
    }

    /// An object with more members behind its own; anything else stays what it is.
    func adding(_ more: [Member]) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members + more)
    }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
    init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }

    init(arrayLiteral elements: JSON...) { self = .array(elements) }

    init(stringLiteral value: String) { self = .string(value) }

    init(integerLiteral value: Int) { self = .integer(value) }

    init(booleanLiteral value: Bool) { self = .bool(value) }
}
