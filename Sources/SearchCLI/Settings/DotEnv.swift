/// Reads a `.env` file as python-dotenv does, so that files people already have keep their meaning.
///
/// `KEY=value` a line, with an optional `export`; `#` starts a comment at the start of a line or after a value and white space;
/// single quotes keep a value as it is, double quotes know `\n`, `\t`, `\"` and `\\`. A later line wins. Variables are
/// not expanded.
func parseDotEnv(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
        guard let (key, value) = parseDotEnvLine(line) else { continue }
        values[key] = value
    }
    return values
}

private func parseDotEnvLine(_ line: Substring) -> (key: String, value: String)? {
    var line = line.drop(while: \.isWhitespace)
    if line.hasPrefix("export "), let rest = line.firstIndex(of: " ") {
        line = line[rest...].drop(while: \.isWhitespace)
    }
    guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { return nil }
    let key = trim(line[..<equals])
    guard !key.isEmpty, !key.contains(where: \.isWhitespace) else { return nil }
    return (key, parseDotEnvValue(line[line.index(after: equals)...].drop(while: \.isWhitespace)))
}

private func parseDotEnvValue(_ text: Substring) -> String {
    guard let quote = text.first, quote == "\"" || quote == "'" else { return withoutComment(text) }
    var value = ""
    var rest = text.dropFirst()
    while let character = rest.popFirst() {
        if character == quote { return value }
        guard character == "\\", let escaped = rest.first else {
            value.append(character)
            continue
        }
        rest.removeFirst()
        value += unescape(escaped, within: quote)
    }
    return withoutComment(text)  // no closing quote: the text as it stands
}

private func unescape(_ character: Character, within quote: Character) -> String {
    switch (character, quote) {
    case (quote, _), ("\\", _): String(character)
    case ("n", "\""): "\n"
    case ("t", "\""): "\t"
    case ("r", "\""): "\r"
    default: "\\\(character)"
    }
}

private func withoutComment(_ text: Substring) -> String {
    var end = text.startIndex
    while end < text.endIndex {
        if text[end] == "#", end > text.startIndex, text[text.index(before: end)].isWhitespace { break }
        end = text.index(after: end)
    }
    return trim(text[..<end])
}

private func trim(_ text: Substring) -> String {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
}
