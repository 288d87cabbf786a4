/// What the package's files say of texts, beside the tokenizer itself.
struct TextConfig: Sendable {
    /// The most ids that the text tower was trained on.
    let contextLength: Int
    /// Texts are put in lower case, without punctuation, before they are tokenized: SigLIP was trained so.
    let isCanonicalized: Bool
    /// The id that fills up to a fixed length.
    let padID: Int32

    /// The contexts that a model may have.
    static let contextLengths = 1...8192
    /// CLIP's context, for a package that says nothing.
    private static let defaultContextLength = 77

    init(config: JSON?, tokenizerConfig: JSON?, tokenizer: Tokenizer) {
        let text = config?["text_cfg"]
        isCanonicalized = text?["tokenizer_kwargs"]?["clean"]?.string == "canonicalize"
        // transformers writes 1e30 for "no limit".
        let lengths = [
            text?["context_length"]?.integer, config?["context_length"]?.integer, tokenizer.maximumLength,
            config?["text_config"]?["max_position_embeddings"]?.integer,
            tokenizerConfig?["model_max_length"]?.integer,
        ]
        contextLength =
            lengths.compactMap { $0 }.filter(Self.contextLengths.contains).min() ?? Self.defaultContextLength
        let padToken = tokenizerConfig?["pad_token"]
        let padName = padToken?.string ?? padToken?["content"]?.string
        padID = tokenizer.padID ?? padName.flatMap { tokenizer.id(of: $0) } ?? 0
    }
}
