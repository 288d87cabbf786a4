extension JSON {
    /// The value as one line without white space; members keep their order.
    ///
    /// JSON has no word for NaN and infinity, which are written as null.
    package var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let value): Int(exactly: value).map(String.init) ?? (value.isFinite ? value.description : "null")
        case .string(let text): quoted(text)
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let fields): "{" + fields.map { quoted($0.key) + ":" + $0.value.text }.joined(separator: ",") + "}"
        }
    }
}

private func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { scalar in
        switch scalar {
        case "\"", "\\": "\\\(scalar)"
        case "\0"..<" ": "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: String(scalar)
        }
    }
    return "\"" + scalars.joined() + "\""
}
