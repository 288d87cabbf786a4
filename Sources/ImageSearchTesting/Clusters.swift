public import ImageSearch

/// Made-up embeddings that lie in clusters, as those of real pictures do, and the same ones in every run.
public struct Clusters: Sendable {
    private let centres: [[Float]]
    private let dimensions: Int

    /// Chooses the centres.
    public init(dimensions: Int, count: Int = 200) {
        self.dimensions = dimensions
        var random = SeededGenerator(seed: 1)
        centres = (0..<count).map { _ in (0..<dimensions).map { _ in random.normal() } }
    }

    /// A point near the centre of one of the clusters.
    public func embedding(_ number: Int) -> Embedding {
        var random = SeededGenerator(seed: UInt64(bitPattern: Int64(number)) &* 0x1234_5678_9abc_def1 &+ 7)
        let centre = centres[Int(random.next() % UInt64(centres.count))]
        var values = centre.map { $0 + 0.5 * random.normal() }
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for index in values.indices { values[index] /= length }
        return Embedding(normalized: values)
    }

    /// The picture of that number, with an embedding near one of the centres.
    public func picture(_ number: Int) -> Picture {
        let location = PictureLocation(source: "clusters", path: "\(number).jpg")
        return Picture(
            file: PictureFile(location: location, state: FileState(size: 1, modified: 1)),
            content: ContentHash(of: Array(location.path.utf8)), embedding: embedding(number), facts: nil)
    }

    /// The pictures 0..<count.
    public func pictures(_ count: Int) -> [Picture] { (0..<count).map(picture) }
}

extension SeededGenerator {
    /// Roughly normally distributed: the sum of four uniform numbers.
    fileprivate mutating func normal() -> Float {
        let bits = next()
        let sum = (0..<4).reduce(Float(0)) { $0 + Float((bits >> (16 * UInt64($1))) & 0xffff) / 65_536 }
        return (sum - 2) * 1.732
    }
}
