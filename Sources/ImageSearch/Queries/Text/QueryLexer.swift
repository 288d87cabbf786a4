/// Cuts a text into tokens: at white space that is not within quotes.
struct QueryLexer {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// The next token; `nil` at the end.
    mutating func next() throws(QueryError) -> QueryToken? {
        while let scalar = current, scalar.properties.isWhitespace { position += 1 }
        guard let first = current else { return nil }
        var token = QueryToken(position: position, text: "", body: .sign)
        token.sign = sign(first)
        if token.sign != nil { position += 1 }
        if token.sign != nil, isAtBreak {
            token.text = text(from: token.position)
            return token
        }
        token.weight = takeWeight()
        token.body = try body(of: &token)
        token.text = text(from: token.position)
        return token
    }

    private var current: Unicode.Scalar? { scalar(position) }
    private var isAtBreak: Bool { current?.properties.isWhitespace ?? true }

    private func scalar(_ position: Int) -> Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private func text(from start: Int) -> String { string(scalars[start..<position]) }

    private func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    /// A sign that stands alone or is glued to something: `--x` and `+-x` are words.
    private func sign(_ scalar: Unicode.Scalar) -> QueryToken.Sign? {
        let next = self.scalar(position + 1)
        guard next != "+", next != "-" else { return nil }
        return scalar == "+" ? .plus : scalar == "-" ? .minus : nil
    }

    /// A number and a colon before anything but a digit and white space: `16:9` and `2: x` are words.
    private mutating func takeWeight() -> Double? {
        var end = position
        while let scalar = scalar(end), isDigit(scalar) || scalar == "." { end += 1 }
        guard scalar(end) == ":", let next = scalar(end + 1), !isDigit(next), !next.properties.isWhitespace,
            let weight = decimal(string(scalars[position..<end]))
        else { return nil }
        position = end + 1
        return weight
    }

    private mutating func body(of token: inout QueryToken) throws(QueryError) -> QueryToken.Body {
        if current == "\"" { return .words(try takeQuoted()) }
        let start = position
        while let scalar = current, isLetter(scalar) { position += 1 }
        if current == ":", position > start {
            let typed = text(from: start)
            position += 1
            if let key = QueryKey(anyCase: typed) { return try option(key, of: token) }
            token.note = QueryKey.nearest(to: typed).map {
                QueryNote(typed: typed, meant: $0.rawValue, position: token.position)
            }
        }
        position = start
        let word = takeWord()
        if isPath(word) { return .picture(try picture(.picture, word, isQuoted: false, of: token)) }
        guard token.weight == nil else { return .words(word) }
        switch (lowercasedASCII(word), token.sign) {
        case ("likely", nil): return .likely
        case (QueryKey.fav.rawValue, nil), (QueryKey.fav.rawValue, .minus): return .favourite
        default: return .words(word)
        }
    }

    private mutating func option(_ key: QueryKey, of token: QueryToken) throws(QueryError) -> QueryToken.Body {
        let isQuoted = current == "\""
        let value = isQuoted ? try takeQuoted() : takeWord()
        let rest = isQuoted ? takeWord() : ""
        if key.isPicture {
            return .picture(try picture(key, value, isQuoted: isQuoted, suffix: rest, of: token))
        }
        guard rest.isEmpty else { throw fault(token, .text, "white space has to follow the closing quotation mark") }
        guard isQuoted || !value.isEmpty else {
            throw fault(token, key.code, "a value has to follow the colon, without white space between them")
        }
        return .option(key, value)
    }

    /// All up to white space or the end.
    private mutating func takeWord() -> String {
        let start = position
        while !isAtBreak { position += 1 }
        return text(from: start)
    }

    /// What quotes hold, without them; a backslash before a quote or a backslash, and `\u{...}`, stand for one scalar.
    private mutating func takeQuoted() throws(QueryError) -> String {
        let start = position
        var content: [Unicode.Scalar] = []
        position += 1
        while let scalar = current {
            position += 1
            if scalar == "\"" { return string(content) }
            content.append(scalar == "\\" ? takeEscaped() : scalar)
        }
        throw QueryError(.text, "\(shown(text(from: start))): the quotation mark is never closed", position: start)
    }

    /// What follows a backslash; the backslash itself when it escapes nothing.
    private mutating func takeEscaped() -> Unicode.Scalar {
        if let scalar = current, scalar == "\"" || scalar == "\\" {
            position += 1
            return scalar
        }
        guard current == "u", scalar(position + 1) == "{",
            let end = scalars[position...].prefix(9).firstIndex(of: "}"),
            let scalar = hexadecimalScalar(position + 2..<end)
        else { return "\\" }
        position = end + 1
        return scalar
    }

    private func hexadecimalScalar(_ digits: Range<Int>) -> Unicode.Scalar? {
        guard !digits.isEmpty, scalars[digits].allSatisfy({ $0.isASCII && $0.properties.isASCIIHexDigit }) else {
            return nil
        }
        return UInt32(string(scalars[digits]), radix: 16).flatMap(Unicode.Scalar.init)
    }

    private func fault(_ token: QueryToken, _ code: QueryError.Code, _ reason: String) -> QueryError {
        var token = token
        token.text = text(from: token.position)
        return token.error(code, reason)
    }
}

extension QueryLexer {
    /// A picture, and the part of it that a suffix names.
    private func picture(
        _ key: QueryKey, _ name: String, isQuoted: Bool, suffix: String = "", of token: QueryToken
    ) throws(QueryError) -> Term.Kind {
        do {
            if isQuoted { return try Term.Kind(key, name, part: suffix.isEmpty ? nil : PicturePart(suffix: suffix)) }
            let (name, suffix) = splitPart(name)
            return try Term.Kind(
                key, name, part: suffix.map { text throws(QueryError) in try PicturePart(suffix: text) })
        } catch {
            throw fault(token, error.code, error.description)
        }
    }
}

func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

private func isLetter(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) }
