/// The directions in which vectors vary most, and how much they do.
struct PrincipalDirections: Sendable, Equatable {
    /// Unit vectors at right angles, the most varied first.
    let directions: VectorRows
    /// The variance along each.
    let variances: [Float]
    /// The mean variance along every other direction.
    let otherVariance: Float

    /// Takes what was found before.
    init(directions: VectorRows, variances: [Float], otherVariance: Float) {
        self.directions = directions
        self.variances = variances
        self.otherVariance = otherVariance
    }

    /// Finds them by orthogonal iteration.
    ///
    /// - Parameters:
    ///   - vectors: what varies.
    ///   - mean: their mean.
    ///   - count: how many directions are wanted at most.
    init(of vectors: VectorRows, around mean: [Float], count: Int) {
        let covariance = Self.covariance(of: vectors, around: mean)
        let size = vectors.dimensions
        var found = VectorRows(dimensions: size)
        // Any start will do that is at right angles to none of them.
        for row in 0..<min(count, size) {
            found.append((0..<size).map { Float(($0 * 7919 + row * 104_729) % 1009) / 1009 - 0.5 })
        }
        found = Self.orthonormal(found)
        for _ in 0..<15 {
            var next = VectorRows(dimensions: size)
            for row in 0..<found.count { next.append(covariance.products(with: Array(found[row]))) }
            found = Self.orthonormal(next)
        }
        directions = found
        variances = (0..<found.count).map { row in
            Float(product(covariance.products(with: Array(found[row])), Array(found[row])))
        }
        let total = (0..<size).reduce(Float(0)) { $0 + covariance.values[$1 * size + $1] }
        let others = size - found.count
        otherVariance = others > 0 ? max(0, total - variances.reduce(0, +)) / Float(others) : 0
    }

    /// The variance of the vectors' products with another vector.
    ///
    /// - Parameters:
    ///   - products: its products with the directions.
    ///   - square: its own length, squared.
    /// - Returns: to a few in a hundred, as the smaller directions are taken for equal.
    func variance(_ products: some Sequence<Float>, square: Float) -> Float {
        var (found, along) = (Float(0), Float(0))
        for (product, variance) in zip(products, variances) {
            found += product * product
            along += product * product * variance
        }
        return along + max(0, square - found) * otherVariance
    }

    private static func covariance(of vectors: VectorRows, around mean: [Float]) -> VectorRows {
        let size = vectors.dimensions
        var columns = VectorRows(dimensions: vectors.count)
        var values = [Float](repeating: 0, count: size * size)
        for row in 0..<size {
            let deviations = (0..<vectors.count).map { vectors.values[$0 * size + row] - mean[row] }
            columns.append(deviations)
            // The half below the diagonal: the other is the same.
            for (column, product) in columns.products(with: deviations).enumerated() {
                values[row * size + column] = product / Float(vectors.count)
                values[column * size + row] = values[row * size + column]
            }
        }
        return VectorRows(dimensions: size, values: values)
    }

    /// Takes from each vector what it shares with those before it; one of which nothing is left becomes 0.
    private static func orthonormal(_ vectors: VectorRows) -> VectorRows {
        var result = VectorRows(dimensions: vectors.dimensions)
        for row in 0..<vectors.count {
            var vector = Array(vectors[row])
            let length = product(vector, vector).squareRoot()
            // Twice: rounding leaves a little of a vector that is almost within the others.
            for _ in 0..<2 {
                let shared = result.products(with: vector)
                for (other, share) in shared.enumerated() {
                    for (index, value) in result[other].enumerated() { vector[index] -= share * value }
                }
            }
            let left = product(vector, vector).squareRoot()
            let scale = left > 1e-6 * length ? Float(1 / left) : 0
            result.append(vector.map { $0 * scale })
        }
        return result
    }
}
