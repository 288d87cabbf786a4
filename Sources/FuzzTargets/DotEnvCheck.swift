import SearchCLI

/// A file that is printed from what was read is read as the same.
///
/// What no file can say is left out: a value that ends with a backslash or holds a variable, a key with a quote and a space.
func checkDotEnv(_ bytes: [UInt8]) throws(BrokenRule) {
    // What grows without end is refused.
    guard let values = try? parseDotEnv(String(decoding: bytes, as: UTF8.self)) else { return }
    let printable = values.filter { isPrintable(key: $0.key) && isPrintable(value: $0.value) }
    let text = printable.map { "\(key($0.key))=\"\(escaped($0.value))\"\n" }.joined()
    let again = (try? parseDotEnv(text)) ?? [:]
    try require(again.count == printable.count, "\(printable.count) variables became \(again.count)")
    for (name, value) in printable {
        try require(same(again[name], value), "\(name.debugDescription) has another value")
    }
}

private func isPrintable(key: String) -> Bool {
    !key.isEmpty && !key.unicodeScalars.contains("\r") && (!key.unicodeScalars.contains("'") || isPlain(key))
}

private func isPrintable(value: String) -> Bool {
    value.unicodeScalars.last != "\\" && !value.utf8.contains(UInt8(ascii: "$"))
}

private func isPlain(_ key: String) -> Bool {
    key.unicodeScalars.first != "'"
        && key.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && !(0x1C...0x1F).contains($0.value) && $0 != "=" && $0 != "#"
        }
}

private func key(_ name: String) -> String { isPlain(name) ? name : "'\(name)'" }

private func escaped(_ value: String) -> String {
    value.unicodeScalars.map { scalar in
        switch scalar {
        case "\r": "\\r"
        case "\"", "\\": "\\\(scalar)"
        default: "\(scalar)"
        }
    }.joined()
}
