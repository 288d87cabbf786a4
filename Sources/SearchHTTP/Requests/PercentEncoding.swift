import ImageSearch

extension String {
    /// Reads what stands in a URL, `+` as a space where that is so in forms.
    ///
    /// As in Python's `parse_qsl`, a `%` that no two digits follow stands for itself, and bytes that are not UTF-8 become
    /// replacement characters.
    init(percentDecoding text: Substring.UTF8View, plusIsSpace: Bool = false) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var remaining = text
        while let byte = remaining.popFirst() {
            switch byte {
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                if let decoded = percentDecoded(remaining.prefix(2)) {
                    bytes.append(decoded)
                    remaining = remaining.dropFirst(2)
                } else {
                    bytes.append(byte)
                }
            default: bytes.append(byte)
            }
        }
        self.init(decoding: bytes, as: UTF8.self)
    }

    /// As it stands in any part of a URL: letters and digits of ASCII and `-._~` as they are, all else as `%` and digits.
    var percentEncoded: String {
        utf8.map { byte in
            let scalar = UnicodeScalar(byte)
            let isPlain = scalar.isASCII && (Character(scalar).isLetter || Character(scalar).isNumber)
            return isPlain || "-._~".utf8.contains(byte)
                ? String(scalar) : "%" + hexadecimal([byte]).uppercased()
        }.joined()
    }
}

/// The byte that two hexadecimal digits stand for.
func percentDecoded(_ digits: some Collection<UInt8>) -> UInt8? {
    let values = digits.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return digits.count == 2 && values.count == 2 ? UInt8(values[0] << 4 | values[1]) : nil
}
