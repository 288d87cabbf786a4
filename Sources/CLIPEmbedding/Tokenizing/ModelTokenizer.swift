public import ModelPackages

/// Turns a text into the ids that a model's text tower takes: as its tokenizer.json says, and its settings.
///
/// ```swift
/// let tokenizer = try ModelTokenizer(ModelPackage(folder: "models/ViT-B-32__openai"))
/// let ids = tokenizer.tokens(of: "a green tree")
/// ```
public struct ModelTokenizer: Sendable {
    private let tokenizer: Tokenizer
    private let isCanonicalized: Bool
    /// The most ids that a text becomes.
    let contextLength: Int
    /// The id that fills up to a fixed length.
    let padID: Int32

    /// CLIP's context, for a package that says nothing.
    private static let defaultContextLength = 77

    /// Reads the tokenizer of a package, megabytes: never on the cooperative pool.
    public init(_ package: ModelPackage) throws(ModelError) {
        self.init(try Tokenizer(package.tokenizer()), package.text)
    }

    init(_ tokenizer: Tokenizer, _ config: TextConfig) {
        self.tokenizer = tokenizer
        isCanonicalized = config.isCanonicalized
        contextLength =
            TextConfig.shortest(of: [config.contextLength, tokenizer.maximumLength]) ?? Self.defaultContextLength
        padID = tokenizer.padID ?? config.padToken.flatMap { tokenizer.id(of: $0) } ?? 0
    }

    /// The ids that the text tower takes for a text, start and end marked, at most as many as its context and `limit` allow.
    public func tokens(of text: String, limit: Int? = nil) -> [Int32] {
        tokenizer.ids(
            of: isCanonicalized ? canonicalized(text) : text, limit: min(limit ?? .max, contextLength))
    }
}
