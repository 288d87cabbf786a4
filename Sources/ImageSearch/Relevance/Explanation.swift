/// Why a picture is in an answer.
public struct Explanation: Sendable, Hashable {
    /// So many descriptions are given.
    public static let descriptionCount = 5

    /// What each term of the query adds to the similarity, in the order of the terms; negative for what speaks against it.
    ///
    /// They add up to the similarity, which is 1 less the distance.
    public var contributions: [Double]
    /// The descriptions of the text bank that fit the picture best, the best first; empty while they are not known.
    public var descriptions: [String]

    /// Joins the two.
    public init(contributions: [Double], descriptions: [String]) {
        self.contributions = contributions
        self.descriptions = descriptions
    }
}

extension SearchTarget {
    /// What each part adds to the similarity to a picture.
    func contributions(to picture: Embedding) -> [Double] {
        let products = parts.map { $0.weight * product($0.embedding.values, picture.values) }
        // The target is the sum of its parts made a unit vector, where they did not cancel each other out.
        let sum = parts.reduce(0) { $0 + $1.weight * product($1.embedding.values, embedding.values) }
        return sum > 0 ? products.map { $0 / sum } : products
    }
}

extension Calibration {
    /// The descriptions that stand highest in a picture, the highest first.
    func descriptions(of picture: Embedding, count: Int) -> [String] {
        let products = bank.vectors.products(with: zip(picture.values, pictureMean).map { $0 - $1 })
        return products.indices.sorted { products[$0] > products[$1] }.prefix(count).map { bank.texts[$0] }
    }
}
