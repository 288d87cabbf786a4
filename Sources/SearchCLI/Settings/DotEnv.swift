/// Reads the text of an `.env` file as python-dotenv does, so that files people already have keep their meaning.
///
/// `KEY=value` a line, with an optional `export`; a key may stand in single quotes. `#` starts a comment at the start of a line
/// or after a value and white space. Single quotes keep a value as it is, double quotes know `\n`, `\t`, `\"`, `\\` and their
/// like; both may go over lines. A later line wins; a key without `=` takes an earlier value away. In every value
/// `${NAME}` and `${NAME:-default}` stand for the variable, which the environment has first, then the lines above.
///
/// - Parameters:
///   - text: the text, without a byte order mark.
///   - environment: the variables that win over the file's in `${NAME}`.
/// - Returns: the keys and values of the file alone.
/// - Throws: ``DotEnvError`` when variables make it too long: a line that names the one before it twice doubles it.
package func parseDotEnv(
    _ text: String, environment: [String: String] = [:]
) throws(DotEnvError) -> [String: String] {
    var lines = DotEnvLines(text)
    var values: [String: String?] = [:]
    var bytes = 0
    while let (key, value) = lines.next() {
        var resolved: String?
        if let value {
            resolved = try resolvingVariables(in: value) { name throws(DotEnvError) in
                // One that stands there without a value has none, and no default either.
                guard let variable = environment[name] ?? values[name].map({ $0 ?? "" }) else { return nil }
                bytes += variable.utf8.count
                guard bytes <= mostBytesOfVariables else { throw .tooLong }
                return variable
            }
        }
        values.updateValue(resolved, forKey: key)
    }
    return values.compactMapValues { $0 }
}

/// What variables may add to a file: more than an environment can hold.
private let mostBytesOfVariables = 4 << 20

extension DotEnvError {
    fileprivate static let tooLong = DotEnvError(
        description:
            "the .env file's variables name each other until they have more than \(mostBytesOfVariables) bytes: "
            + "take a ${NAME} out of it")
}

/// The assignments of an `.env` file, read with the rules of python-dotenv 1.2 scalar by scalar.
private struct DotEnvLines {
    private typealias Scalars = ArraySlice<Unicode.Scalar>

    /// The rule that was to be met was not: what is left of the line counts for nothing.
    private struct Mismatch: Error {}

    private var rest: Scalars

    init(_ text: String) {
        // Line ends of all systems are one, as where Python opens a text.
        var scalars: [Unicode.Scalar] = []
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if scalar != "\n" || last != "\r" { scalars.append(scalar == "\r" ? "\n" : scalar) }
            last = scalar
        }
        rest = scalars[...]
    }

    /// The next assignment; `nil` at the end.
    ///
    /// A key that has no `=` has no value.
    mutating func next() -> (key: String, value: String?)? {
        while !rest.isEmpty {
            do {
                if let assignment = try readAssignment() { return assignment }
            } catch {
                rest = rest.drop { $0 != "\n" }.dropFirst()
            }
        }
        return nil
    }

    private mutating func readAssignment() throws(Mismatch) -> (key: String, value: String?)? {
        rest = rest.drop { isWhite($0) }
        guard !rest.isEmpty else { return nil }
        skipExport()
        let key = try readKey()
        skipBlanks()
        var value: String?
        if rest.first == "=" {
            rest.removeFirst()
            skipBlanks()
            value = try readValue()
        }
        try readLineEnd()
        return key.map { ($0, value) }
    }

    private mutating func skipExport() {
        guard rest.starts(with: "export".unicodeScalars), let next = rest.dropFirst(6).first, isBlank(next) else {
            return
        }
        rest = rest.dropFirst(6)
        skipBlanks()
    }

    /// A key; `nil` where a comment stands.
    private mutating func readKey() throws(Mismatch) -> String? {
        switch rest.first {
        case "#": return nil
        case "'":
            guard let end = rest.dropFirst().firstIndex(of: "'"), end > rest.startIndex + 1 else { throw Mismatch() }
            defer { rest = rest[(end + 1)...] }
            return text(rest[(rest.startIndex + 1)..<end])
        default:
            let key = rest.prefix { $0 != "=" && $0 != "#" && !isWhite($0) }
            guard !key.isEmpty else { throw Mismatch() }
            rest = rest[key.endIndex...]
            return text(key)
        }
    }

    private mutating func readValue() throws(Mismatch) -> String {
        switch rest.first {
        case "'": return try unescape(readQuoted("'"), ["\\": "\\", "'": "'"])
        case "\"":
            return try unescape(
                readQuoted("\""),
                [
                    "\\": "\\", "'": "'", "\"": "\"", "a": "\u{7}", "b": "\u{8}", "f": "\u{c}", "n": "\n", "r": "\r",
                    "t": "\t", "v": "\u{b}",
                ])
        default:
            let line = rest.prefix { $0 != "\n" }
            rest = rest[line.endIndex...]
            return withoutComment(line)
        }
    }

    /// What stands in quotes.
    ///
    /// A quote after a backslash ends it only where no other one does.
    private mutating func readQuoted(_ quote: Unicode.Scalar) throws(Mismatch) -> Scalars {
        let body = rest.dropFirst()
        let plain = body.indices.first { index in
            body[index] == quote && (index == body.startIndex || body[index - 1] != "\\")
        }
        guard let end = plain ?? body.lastIndex(of: quote) else { throw Mismatch() }
        rest = rest[(end + 1)...]
        return body[..<end]
    }

    private mutating func readLineEnd() throws(Mismatch) {
        let line = rest.drop { isBlank($0) }
        if line.first == "#" { rest = line.drop { $0 != "\n" } }
        rest = rest.drop { isBlank($0) }
        guard rest.isEmpty || rest.removeFirst() == "\n" else { throw Mismatch() }
    }

    private mutating func skipBlanks() { rest = rest.drop { isBlank($0) } }

    private func unescape(_ scalars: Scalars, _ known: [Unicode.Scalar: Unicode.Scalar]) -> String {
        var text = String.UnicodeScalarView()
        var rest = scalars
        while let scalar = rest.popFirst() {
            if scalar == "\\", let next = rest.first, let meant = known[next] {
                rest.removeFirst()
                text.append(meant)
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }

    private func withoutComment(_ line: Scalars) -> String {
        var end = line.endIndex
        for index in line.indices where line[index] == "#" && index > line.startIndex && isWhite(line[index - 1]) {
            end = index
            break
        }
        while end > line.startIndex, isWhite(line[end - 1]) { end -= 1 }
        return text(line[..<end])
    }

    private func text(_ scalars: Scalars) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}

/// What Python takes for white space: the separators U+001C to U+001F, too.
private func isWhite(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1c...0x1f).contains(scalar.value)
}

/// White space within a line.
private func isBlank(_ scalar: Unicode.Scalar) -> Bool { isWhite(scalar) && scalar != "\n" }

/// Puts variables in the place of `${NAME}` and `${NAME:-default}`.
private func resolvingVariables(
    in value: String, _ variable: (String) throws(DotEnvError) -> String?
) throws(DotEnvError) -> String {
    var resolved = String.UnicodeScalarView()
    var rest = Substring(value).unicodeScalars
    while let scalar = rest.popFirst() {
        guard scalar == "$", rest.first == "{" else {
            resolved.append(scalar)
            continue
        }
        let body = rest.dropFirst()
        let name = body.prefix { $0 != "}" && $0 != ":" }
        var after = body[name.endIndex...]
        var fallback = ""
        if after.starts(with: ":-".unicodeScalars) {
            let text = after.dropFirst(2).prefix { $0 != "}" }
            fallback = String(Substring(text))
            after = after[text.endIndex...]
        }
        guard after.first == "}" else {
            resolved.append(scalar)
            continue
        }
        resolved.append(contentsOf: (try variable(String(Substring(name))) ?? fallback).unicodeScalars)
        rest = after.dropFirst()
    }
    return String(resolved)
}
