import SearchHTTP

/// The input is what follows the question mark of a URL.
///
/// Each parameter has the value that a plain reading of the rules gives it, and keeps it when all is printed and read again.
func checkQuery(_ bytes: [UInt8]) throws(BrokenRule) {
    let text = String(decoding: bytes, as: UTF8.self)
    let expected = plainReading(of: Array(text.utf8))
    let parameters = QueryParameters(text)
    let printed = expected.map { "\(percentEncoded($0))=\(percentEncoded($1))" }.joined(separator: "&")
    let again = QueryParameters(printed)
    for (name, value) in expected {
        try require(same(parameters[name], value), "\(name.debugDescription) has another value")
        try require(same(again[name], value), "\(name.debugDescription) has another value after printing")
    }
}

private func plainReading(of query: [UInt8]) -> [String: String] {
    var values: [String: String] = [:]
    for pair in query.split(separator: UInt8(ascii: "&")) {
        let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        values[decoded(Array(sides[0]))] = sides.count > 1 ? decoded(Array(sides[1])) : ""
    }
    return values
}

private func decoded(_ text: [UInt8]) -> String {
    var bytes: [UInt8] = []
    var index = 0
    while index < text.count {
        if text[index] == UInt8(ascii: "%"), index + 2 < text.count, let high = digit(text[index + 1]),
            let low = digit(text[index + 2])
        {
            bytes.append(high * 16 + low)
            index += 3
        } else {
            bytes.append(text[index] == UInt8(ascii: "+") ? UInt8(ascii: " ") : text[index])
            index += 1
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

private func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
}
