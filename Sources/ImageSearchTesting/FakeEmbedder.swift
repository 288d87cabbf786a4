public import ImageSearch

/// A model without weights: the mean colour of a picture, and of the colour words in a text.
public struct FakeEmbedder: Embedder {
    /// A model of four dimensions.
    public let model: ModelIdentity
    /// Squares of 8 pixels a side.
    public let geometry = PixelGeometry(side: 8)

    /// Makes a model of four dimensions: red, green, blue, and a little of everything.
    public init(name: String = "fake") {
        model = ModelIdentity(name: name, fingerprint: "\(name)-weights", dimensions: 4)
    }

    /// The mean colour.
    public func embed(_ picture: Pixels) async throws -> Embedding {
        var sums: [Float] = [0, 0, 0]
        for (index, value) in picture.rgb.enumerated() { sums[index % 3] += Float(value) }
        return try Embedding(normalizing: sums.map { $0 / Float(picture.rgb.count) } + [1])
    }

    /// The colours that are named.
    public func embed(_ text: String) async throws -> Embedding {
        let colours = ["red", "green", "blue"].map { Float(text.lowercased().contains($0) ? 85 : 0) }
        return try Embedding(normalizing: colours + [1])
    }
}
