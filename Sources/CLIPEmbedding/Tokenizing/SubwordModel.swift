import JSONText
import ModelPackages

/// Turns one word into the ids of its pieces: `model` in tokenizer.json.
protocol SubwordModel: Sendable {
    /// Appends the ids of a word's pieces.
    func encode(_ word: ArraySlice<Unicode.Scalar>, into ids: inout [Int32])
    /// The id of a token by its text.
    func id(of token: String) -> Int32?
}

/// The tokens of a vocabulary by their text.
typealias Vocabulary = [String: Int32]

extension Vocabulary {
    init(_ json: JSON?) throws(ModelError) {
        guard let fields = json?.fields else { throw ModelError(.damagedFile, "tokenizer.json holds no vocabulary") }
        self.init(minimumCapacity: fields.count)
        for (token, value) in fields {
            guard let id = value.tokenID else {
                throw ModelError(.damagedFile, "tokenizer.json gives the token '\(token)' no id")
            }
            self[token] = id
        }
    }
}

extension ModelError {
    /// Names a part of tokenizer.json that is not read here.
    static func unsupportedTokenizer(_ part: String, _ kind: String?) -> ModelError {
        ModelError(
            .unsupported,
            """
            tokenizer.json asks for the \(part) \(kind ?? "(none)"), which is not supported: choose a model with CLIP's \
            byte-level BPE or BERT's WordPiece, such as openai/clip-vit-base-patch32
            """)
    }
}
