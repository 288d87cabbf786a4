/// Why a picture is in an answer.
public struct Explanation: Sendable, Hashable {
    /// So many descriptions are given.
    public static let descriptionCount = 5

    /// What each term of the query adds to the similarity, in the order of the terms; negative for what speaks against it.
    ///
    /// They add up to the similarity, which is 1 less the distance. There are none where the query has no terms.
    public var contributions: [Double]
    /// The descriptions of the text bank that fit the picture best, the best first; empty while they are not known.
    public var descriptions: [String]
    /// The filter's conditions that the picture meets, of alternatives those that it meets, in the filter's order; what is
    /// excluded is among them, since it was left out.
    public var clauses: [Filter.Clause]

    /// Joins the three.
    public init(contributions: [Double], descriptions: [String], clauses: [Filter.Clause] = []) {
        self.contributions = contributions
        self.descriptions = descriptions
        self.clauses = clauses
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
    /// The descriptions that stand highest in each of some pictures, the highest first.
    func descriptions(of pictures: [Embedding], count: Int) -> [[String]] {
        let centred = pictures.map { picture in zip(picture.values, pictureMean).map { $0 - $1 } }
        return bank.vectors.products(with: centred).map { $0.largest(count).map { bank.texts[$0] } }
    }
}

extension [Float] {
    /// Where the largest values are, the largest first; of equal ones the first.
    ///
    /// All others are left unsorted.
    fileprivate func largest(_ count: Int) -> [Int] {
        var found: [Int] = []
        for index in indices where found.count < count || self[index] > self[found[count - 1]] {
            let place = found.firstIndex { self[index] > self[$0] } ?? found.count
            found.insert(index, at: place)
            if found.count > count { found.removeLast() }
        }
        return found
    }
}
