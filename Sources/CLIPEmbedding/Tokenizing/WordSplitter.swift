import JSONText
import ModelPackages

/// Splits normalised text into words: `pre_tokenizer` in tokenizer.json.
enum WordSplitter: Sendable {
    /// CLIP's: contractions, runs of letters, single digits, runs of anything else; white space is left out.
    case clip(keepsMarkers: Bool)
    /// BERT's: white space is left out, each punctuation mark is a word.
    case bert

    private static let clipPattern = #"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"#
    private static let markersPattern = #"<\|startoftext\|>|<\|endoftext\|>|"#

    init(_ json: JSON?) throws(ModelError) {
        switch json?["type"]?.string {
        case "BertPreTokenizer": self = .bert
        case "Sequence":
            let steps = json?["pretokenizers"]?.array ?? []
            let pattern = steps.first?["pattern"]?["Regex"]?.string
            guard steps.map({ $0["type"]?.string }) == ["Split", "ByteLevel"],
                steps[0]["behavior"]?.string == "Removed", steps[0]["invert"]?.bool == true,
                steps[1]["add_prefix_space"]?.bool == false, steps[1]["use_regex"]?.bool ?? true,
                pattern == Self.clipPattern || pattern == Self.markersPattern + Self.clipPattern
            else { throw .unsupportedTokenizer("pre_tokenizer", "Sequence with the pattern \(pattern ?? "none")") }
            self = .clip(keepsMarkers: pattern != Self.clipPattern)
        case let other: throw .unsupportedTokenizer("pre_tokenizer", other)
        }
    }

    /// Hands the words to `body`, in order, until it returns false.
    func forEachWord(in text: [Unicode.Scalar], _ body: (ArraySlice<Unicode.Scalar>) -> Bool) {
        var position = 0
        var markerEnd = 0
        while position < text.count {
            let start = position
            if text[start].isSpace {
                position += 1
                continue
            }
            if let length = markerLength(in: text, at: start) { markerEnd = start + length }
            // A marker is split once more by the byte-level step: `<|`, its letters, `|>`.
            let isAtMarkerBracket = start < markerEnd && !text[start].isLetter
            position = isAtMarkerBracket ? start + 2 : wordEnd(in: text, from: start)
            guard body(text[start..<position]) else { return }
        }
    }

    /// The length of `<|endoftext|>` and the like, where such a marker begins.
    private func markerLength(in text: [Unicode.Scalar], at start: Int) -> Int? {
        guard case .clip(keepsMarkers: true) = self, text[start] == "<" else { return nil }
        return Self.markers.first { text[start...].starts(with: $0) }?.count
    }

    /// The end of the word that begins at `start`, which is no space.
    private func wordEnd(in text: [Unicode.Scalar], from start: Int) -> Int {
        func run(_ belongs: (Unicode.Scalar) -> Bool) -> Int {
            text[start...].firstIndex { !belongs($0) } ?? text.count
        }
        let first = text[start]
        switch self {
        case .bert:
            if first.isBERTPunctuation { return start + 1 }
            return run { !$0.isSpace && !$0.isBERTPunctuation }
        case .clip:
            if first == "'", let length = Self.contractionLength(text[(start + 1)...]) { return start + length }
            if first.isLetter { return run(\.isLetter) }
            if first.isNumber { return start + 1 }
            return run { !$0.isSpace && !$0.isLetter && !$0.isNumber }
        }
    }

    private static let markers = ["<|startoftext|>", "<|endoftext|>"].map { Array($0.unicodeScalars) }
    private static let contractions = ["s", "t", "re", "ve", "m", "ll", "d"].map { Array($0.unicodeScalars) }

    /// The length of `'s` and the like, given what follows the apostrophe.
    private static func contractionLength(_ rest: ArraySlice<Unicode.Scalar>) -> Int? {
        contractions.first { rest.starts(with: $0) }.map { $0.count + 1 }
    }
}
