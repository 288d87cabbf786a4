import JSONText
import ModelPackages

/// BERT's algorithm: a word is the longest piece that begins it, then the longest that goes on from there, and so on.
struct WordPiece: SubwordModel {
    private let vocabulary: Vocabulary
    private let unknown: Int32
    /// Before each piece but a word's first.
    private let continuation: String
    private let longestWord: Int
    /// Characters of the longest piece: nothing longer need be looked up.
    private let longestPiece: Int

    init(_ json: JSON) throws(ModelError) {
        vocabulary = try Vocabulary(json["vocab"])
        let unknownToken = json["unk_token"]?.string ?? "[UNK]"
        guard let unknown = vocabulary[unknownToken] else {
            throw ModelError(.damagedFile, "tokenizer.json lacks the token \(unknownToken) in its vocabulary")
        }
        self.unknown = unknown
        continuation = json["continuing_subword_prefix"]?.string ?? "##"
        longestWord = json["max_input_chars_per_word"]?.integer ?? 100
        longestPiece = vocabulary.keys.lazy.map(\.unicodeScalars.count).max() ?? 0
    }

    func id(of token: String) -> Int32? { vocabulary[token] }

    func encode(_ word: ArraySlice<Unicode.Scalar>, into ids: inout [Int32]) {
        let first = ids.count
        var rest = word.count > longestWord ? [] : word
        while let (id, length) = longestPiece(of: rest, prefix: rest.startIndex == word.startIndex ? "" : continuation)
        {
            ids.append(id)
            rest = rest.dropFirst(length)
        }
        guard rest.isEmpty, ids.count > first else {
            // One part that is not known makes the whole word unknown.
            ids.replaceSubrange(first..., with: [unknown])
            return
        }
    }

    private func longestPiece(of word: ArraySlice<Unicode.Scalar>, prefix: String) -> (id: Int32, length: Int)? {
        for length in stride(from: min(word.count, longestPiece), to: 0, by: -1) {
            var piece = prefix
            piece.unicodeScalars.append(contentsOf: word.prefix(length))
            if let id = vocabulary[piece] { return (id, length) }
        }
        return nil
    }
}
