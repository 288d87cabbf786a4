/// A unit vector in the space that pictures and texts share.
///
/// The cosine distance of two embeddings is `1 - dot product`, in 0...2.
public struct Embedding: Sendable, Hashable {
    /// The components: `dimensions` finite values whose squares sum to 1.
    public let values: [Float]

    /// Normalises a tower's raw output to length 1.
    ///
    /// Fails with ``PictureError/Code/noEmbedding`` when a value is not finite or all are 0.
    public init(normalizing raw: [Float]) throws(PictureError) {
        var sum = 0.0
        for value in raw { sum += Double(value) * Double(value) }
        guard sum.isFinite, sum > 0 else { throw PictureError(.noEmbedding, "the model returned no usable vector") }
        // In doubles: the scale of values near the smallest float is no float.
        let length = sum.squareRoot()
        values = raw.map { Float(Double($0) / length) }
    }

    /// Takes values that are already of length 1, as the store returns them.
    public init(normalized values: [Float]) { self.values = values }

    /// The number of components.
    public var dimensions: Int { values.count }

    /// The cosine distance to another embedding of the same space, 0...2.
    public func cosineDistance(to other: Embedding) -> Double {
        precondition(dimensions == other.dimensions, "embeddings of two models were mixed")
        var dot = 0.0
        for index in values.indices { dot += Double(values[index]) * Double(other.values[index]) }
        return 1 - dot
    }
}
