/// Which model made the vectors: those of two models never mix.
public struct ModelIdentity: Sendable, Equatable {
    /// The name that a user gave or that the package carries: `demo`, `openai/clip-vit-base-patch32`.
    public var name: String
    /// A digest of the model's files, in hexadecimal: the same name with other weights is another model.
    public var fingerprint: String
    /// The number of components of its embeddings.
    public var dimensions: Int

    /// Names a model.
    public init(name: String, fingerprint: String, dimensions: Int) {
        self.name = name
        self.fingerprint = fingerprint
        self.dimensions = dimensions
    }
}
