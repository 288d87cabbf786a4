import JSONText

/// What is read is read the same again after it was printed.
///
/// Foundation is no judge of what is refused: it takes a comma behind the last value.
func checkPackageJSON(_ bytes: [UInt8]) throws(BrokenRule) {
    guard let value = try? JSONParser.parse(bytes) else { return }
    guard let again = try? JSONParser.parse(Array(printed(value).utf8)) else {
        throw BrokenRule(description: "the printed value is refused")
    }
    try require(isSame(value, again), "the printed value is another one")
}

private func printed(_ value: JSON) -> String {
    switch value {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let value): value.isInfinite ? (value < 0 ? "-1e999" : "1e999") : value.description
    case .string(let text): quoted(text)
    case .array(let values): "[" + values.map(printed).joined(separator: ",") + "]"
    case .object(let fields): "{" + fields.map { "\(quoted($0.key)):\(printed($0.value))" }.joined(separator: ",") + "}"
    }
}

private func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { "\"\\".unicodeScalars.contains($0) ? "\\\($0)" : "\($0)" }
    return "\"" + escaped.joined() + "\""
}

private func isSame(_ one: JSON, _ other: JSON) -> Bool {
    switch (one, other) {
    case (.null, .null): true
    case (.bool(let one), .bool(let other)): one == other
    case (.number(let one), .number(let other)): one == other
    case (.string(let one), .string(let other)): same(one, other)
    case (.array(let one), .array(let other)): one.count == other.count && zip(one, other).allSatisfy(isSame)
    case (.object(let one), .object(let other)):
        one.count == other.count
            && zip(one, other).allSatisfy { same($0.key, $1.key) && isSame($0.value, $1.value) }
    default: false
    }
}
