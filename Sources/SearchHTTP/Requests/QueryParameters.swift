/// The parameters of a URL's query, read as a form: `+` is a space, the last of two equal names counts.
///
/// As in Python's `parse_qsl`, a `%` that no two digits follow stands for itself, and bytes that are not UTF-8 become
/// replacement characters.
package struct QueryParameters: Sendable {
    private var values: [String: String] = [:]

    /// Reads the part of a URL behind the question mark.
    package init(_ query: String?) {
        for pair in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            values[Self.decode(name)] = Self.decode(pair.dropFirst(name.count + 1))
        }
    }

    /// The value of a parameter, or `nil` when the query does not name it.
    package subscript(name: String) -> String? { values[name] }

    private static func decode(_ text: Substring.UTF8View) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                if let decoded = percentDecoded(rest.prefix(2)) {
                    bytes.append(decoded)
                    rest = rest.dropFirst(2)
                } else {
                    bytes.append(byte)
                }
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The byte that two hexadecimal digits stand for.
func percentDecoded(_ digits: some Collection<UInt8>) -> UInt8? {
    let values = digits.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return digits.count == 2 && values.count == 2 ? UInt8(values[0] << 4 | values[1]) : nil
}
