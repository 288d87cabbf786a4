import JSONText

/// What a package's settings say of texts, beside the tokenizer itself.
package struct TextConfig: Sendable {
    /// The most ids that the text tower was trained on; `nil` when no settings say it.
    package let contextLength: Int?
    /// Texts are put in lower case, without punctuation, before they are tokenized: SigLIP was trained so.
    package let isCanonicalized: Bool
    /// The name of the token that fills up to a fixed length.
    package let padToken: String?

    /// The contexts that a model may have.
    package static let contextLengths = 1...8192

    init(config: JSON?, tokenizerConfig: JSON?) {
        let text = config?["text_cfg"]
        isCanonicalized = text?["tokenizer_kwargs"]?["clean"]?.string == "canonicalize"
        let lengths = [
            text?["context_length"]?.integer, config?["context_length"]?.integer,
            config?["text_config"]?["max_position_embeddings"]?.integer,
            tokenizerConfig?["model_max_length"]?.integer,
        ]
        contextLength = Self.shortest(of: lengths)
        let padToken = tokenizerConfig?["pad_token"]
        self.padToken = padToken?.string ?? padToken?["content"]?.string
    }

    /// The shortest of several contexts; transformers writes 1e30 for "no limit".
    package static func shortest(of lengths: [Int?]) -> Int? {
        lengths.compactMap { $0 }.filter(contextLengths.contains).min()
    }
}
