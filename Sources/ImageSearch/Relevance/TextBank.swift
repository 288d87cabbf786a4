import Crypto

/// About two thousand short descriptions of what pictures show, and a model's embeddings of them.
///
/// They are what a query's similarity to a picture is compared with, and the words that explain a picture.
struct TextBank: Sendable, Equatable {
    /// The descriptions that come with the program, each once.
    static let descriptions = String(decoding: PackageResources.text_bank_txt, as: UTF8.self)
        .split(separator: "\n").map(String.init)
    /// Changes whenever a description does.
    static let digest = hexadecimal(SHA256.hash(data: PackageResources.text_bank_txt).prefix(8))

    /// The descriptions.
    let texts: [String]
    /// Their embeddings, in the same order.
    let vectors: VectorRows

    /// Joins descriptions, at least two, and their embeddings.
    init(texts: [String], vectors: VectorRows) {
        precondition(texts.count == vectors.count && texts.count > 1, "each text has one embedding")
        self.texts = texts
        self.vectors = vectors
    }
}
