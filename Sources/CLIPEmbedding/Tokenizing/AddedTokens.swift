import JSONText
import ModelPackages

/// Tokens that are found in the text itself before anything is split, such as `<|endoftext|>` typed by a user.
struct AddedTokens: Sendable {
    private struct Token {
        let id: Int32
        let content: [Unicode.Scalar]
        let isWholeWord, stripsLeft, stripsRight: Bool
    }
    /// A part of a text: a token, or what lies between tokens.
    enum Part {
        case token(Int32)
        case text([Unicode.Scalar])
    }

    /// Found in the text as it was given.
    private var raw: [Token] = []
    /// Found in the normalised text, normalised themselves.
    private var normalized: [Token] = []
    private let normalizer: Normalizer?

    init(_ json: JSON?, normalizer: Normalizer?) throws(ModelError) {
        self.normalizer = normalizer
        for entry in json?.array ?? [] {
            guard let id = entry["id"]?.tokenID, let content = entry["content"]?.string
            else { throw ModelError(.damagedFile, "tokenizer.json has an added token without id or content") }
            let isNormalized = entry["normalized"]?.bool ?? true
            let scalars = Array(content.unicodeScalars)
            let token = Token(
                id: id, content: isNormalized ? normalizer?.apply(to: scalars) ?? scalars : scalars,
                isWholeWord: entry["single_word"]?.bool ?? false, stripsLeft: entry["lstrip"]?.bool ?? false,
                stripsRight: entry["rstrip"]?.bool ?? false)
            // Nothing, found everywhere, would be found for ever.
            if token.content.isEmpty { continue }
            if isNormalized { normalized.append(token) } else { raw.append(token) }
        }
    }

    /// Takes a text apart into tokens and normalised text.
    func parts(of text: [Unicode.Scalar]) -> [Part] {
        Self.split(text, at: raw).flatMap { part -> [Part] in
            guard case .text(let between) = part else { return [part] }
            return Self.split(normalizer?.apply(to: between) ?? between, at: normalized)
        }
    }

    /// Of tokens that begin at the same place the longest counts.
    private static func split(_ text: [Unicode.Scalar], at tokens: [Token]) -> [Part] {
        let starts = tokens.compactMap(\.content.first)
        guard text.contains(where: starts.contains) else { return text.isEmpty ? [] : [.text(text)] }
        var parts: [Part] = []
        var done = 0
        var position = 0
        while position < text.count {
            guard starts.contains(text[position]),
                let token = tokens.filter({ text[position...].starts(with: $0.content) })
                    .max(by: { $0.content.count < $1.content.count })
            else {
                position += 1
                continue
            }
            var range = position..<position + token.content.count
            position = range.upperBound
            if token.isWholeWord, !isWholeWord(range, in: text) { continue }
            if token.stripsLeft {
                let spaces = text[done..<range.lowerBound].reversed().prefix(while: \.isSpace).count
                range = range.lowerBound - spaces..<range.upperBound
            }
            if token.stripsRight {
                range = range.lowerBound..<range.upperBound + text[range.upperBound...].prefix(while: \.isSpace).count
            }
            if done < range.lowerBound { parts.append(.text(Array(text[done..<range.lowerBound]))) }
            parts.append(.token(token.id))
            done = range.upperBound
            position = max(position, done)
        }
        if done < text.count { parts.append(.text(Array(text[done...]))) }
        return parts
    }

    private static func isWholeWord(_ range: Range<Int>, in text: [Unicode.Scalar]) -> Bool {
        let before = range.lowerBound > 0 && text[range.lowerBound - 1].isWordCharacter
        let after = range.upperBound < text.count && text[range.upperBound].isWordCharacter
        return !before && !after
    }
}

extension Unicode.Scalar {
    /// `\w` in a regular expression.
    fileprivate var isWordCharacter: Bool {
        properties.isAlphabetic || isNumber || properties.generalCategory == .connectorPunctuation
            || [.nonspacingMark, .spacingMark, .enclosingMark].contains(properties.generalCategory)
    }
}
