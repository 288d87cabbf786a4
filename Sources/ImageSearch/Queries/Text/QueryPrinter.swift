extension Query: CustomStringConvertible {
    /// Its one text: what ``QueryText/parse(_:)`` reads as this query; a cursor is no part of it.
    public var description: String {
        let limit = page.limit == Page.defaultLimit ? nil : "limit:\(page.limit)"
        return ([textWithoutLimit] + [limit].compactMap(\.self)).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Its one text, whatever part of the answer is asked for.
    var textWithoutLimit: String {
        let defaultOrder: Order = terms.isEmpty ? .newest : .relevance
        var parts = [text(of: terms)] + filter.clauses.map(\.text)
        if order != defaultOrder { parts.append("sort:\(order.rawValue)") }
        if onlyLikely { parts.append("likely") }
        if let collapsing { parts.append("duplicates:\(collapsing.rawValue)") }
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func text(of terms: [Term]) -> String {
        var text = ""
        for term in terms {
            if !text.isEmpty { text += " " }
            if term.weight < 0 || !text.isEmpty { text += term.weight < 0 ? "- " : "+ " }
            text += term.text
        }
        return text
    }
}

extension Filter.Clause {
    /// A key, a colon and a value: `-in:"my trips"`; or `fav` alone.
    package var text: String {
        let (key, value) = condition.text
        let sign = isExcluded ? "-" : ""
        if key == .fav { return sign + key.rawValue }
        return sign + key.rawValue + ":" + (isBareValue(value) ? value : quoted(value))
    }
}

extension Term {
    /// Without its sign.
    fileprivate var text: String {
        let weight = weight.magnitude == 1 ? "" : decimalText(weight.magnitude) + ":"
        switch kind {
        case .words(let words): return weight + (isPlain(words, behind: weight) ? words : quoted(words))
        case .stored(let id, let part): return weight + "id:\(id)" + (part?.suffix ?? "")
        case .picture(let name, let part):
            let isBare = isBareValue(name) && splitPart(name).suffix == nil
            let key = isBare && isPath(name) ? "" : "picture:"
            return weight + key + (isBare ? name : quoted(name)) + (part?.suffix ?? "")
        }
    }
}

/// Whether words are read as the same words when they stand in no quotes, and look like nothing else.
private func isPlain(_ words: String, behind weight: String) -> Bool {
    guard !words.unicodeScalars.contains(where: isControl) else { return false }
    var lexer = QueryLexer(weight + words)
    var read: [String] = []
    while let token = try? lexer.next() {
        let isOwn = token.sign != nil || (token.weight != nil) != (read.isEmpty && !weight.isEmpty)
        guard !isOwn, token.note == nil, case .words(let text) = token.body else { return false }
        read.append(text)
    }
    return read.joined(separator: " ").utf8.elementsEqual(words.utf8)
}

/// Whether a value stands for itself behind its colon.
private func isBareValue(_ value: String) -> Bool {
    !value.isEmpty && value.unicodeScalars.first != "\""
        && value.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && !isControl($0) }
}

/// A text in quotes, on one line whatever it holds.
private func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { scalar in
        scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : isControl(scalar) ? escaped(scalar) : String(scalar)
    }
    return "\"" + scalars.joined() + "\""
}
