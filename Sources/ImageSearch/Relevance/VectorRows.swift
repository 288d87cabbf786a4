/// Vectors of one length in one piece of memory, so that one can be compared with all of them fast.
struct VectorRows: Sendable, Equatable {
    /// The number of components of each.
    let dimensions: Int
    /// Their components, vector after vector.
    private(set) var values: [Float]

    /// Takes vectors of `dimensions` components, one after another.
    init(dimensions: Int, values: [Float] = []) {
        precondition(dimensions > 0 && values.count.isMultiple(of: dimensions), "vectors of other lengths")
        self.dimensions = dimensions
        self.values = values
    }

    /// How many there are.
    var count: Int { values.count / dimensions }

    /// The components of one.
    subscript(row: Int) -> ArraySlice<Float> { values[row * dimensions..<(row + 1) * dimensions] }

    /// Adds one.
    mutating func append(_ vector: some Collection<Float>) {
        precondition(vector.count == dimensions, "a vector of another length")
        values += vector
    }

    /// Their scalar products with a vector.
    func products(with vector: [Float]) -> [Float] { products(with: [vector])[0] }

    /// Their scalar products with each of some vectors.
    ///
    /// Row after row: all rows are more than a processor's near cache holds, the vectors are not.
    func products(with vectors: [[Float]]) -> [[Float]] {
        let others = VectorRows(dimensions: dimensions, values: Array(vectors.joined()))
        var products = [[Float]](repeating: [Float](repeating: 0, count: count), count: vectors.count)
        values.withUnsafeBufferPointer { rows in
            others.values.withUnsafeBufferPointer { others in
                for row in 0..<count {
                    for other in vectors.indices {
                        products[other][row] = product(part(row, of: rows), part(other, of: others))
                    }
                }
            }
        }
        return products
    }

    private func part(_ row: Int, of values: UnsafeBufferPointer<Float>) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(rebasing: values[row * dimensions..<(row + 1) * dimensions])
    }

    /// The mean of them all; there is at least one.
    var mean: [Float] {
        var sums = [Double](repeating: 0, count: dimensions)
        for (index, value) in values.enumerated() { sums[index % dimensions] += Double(value) }
        return sums.map { Float($0 / Double(count)) }
    }
}

/// The scalar product of two vectors of one length.
func product(_ first: [Float], _ second: [Float]) -> Double {
    first.withUnsafeBufferPointer { first in
        second.withUnsafeBufferPointer { second in Double(product(first, second)) }
    }
}

/// Sixteen products at a time: several times as fast as one after another, which has to keep its order.
private func product(_ first: UnsafeBufferPointer<Float>, _ second: UnsafeBufferPointer<Float>) -> Float {
    precondition(first.count == second.count, "vectors of other lengths")
    let (left, right) = (UnsafeRawBufferPointer(first), UnsafeRawBufferPointer(second))
    let width = MemoryLayout<SIMD16<Float>>.size
    var sums = SIMD16<Float>.zero
    var offset = 0
    while offset + width <= left.count {
        sums +=
            left.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
            * right.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
        offset += width
    }
    var sum = sums.sum()
    for index in offset / MemoryLayout<Float>.size..<first.count { sum += first[index] * second[index] }
    return sum
}
