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
    func products(with vector: [Float]) -> [Float] {
        precondition(vector.count == dimensions, "a vector of another length")
        return values.withUnsafeBufferPointer { rows in
            vector.withUnsafeBufferPointer { vector in
                (0..<count).map { row in
                    product(UnsafeBufferPointer(rebasing: rows[row * dimensions..<(row + 1) * dimensions]), vector)
                }
            }
        }
    }

    /// Their scalar products with each of some vectors.
    ///
    /// Row after row, four vectors at a time: all rows are more than a processor's near cache holds, and to load numbers takes
    /// longer than to multiply them.
    func products(with vectors: [[Float]]) -> [[Float]] {
        var products = [[Float]](repeating: [], count: vectors.count)
        for start in stride(from: 0, to: vectors.count, by: 4) {
            let end = min(start + 4, vectors.count)
            // Where fewer are left, one of them is taken several times.
            let four = (0..<4).map { vectors[min(start + $0, end - 1)] }
            let found = VectorRows(dimensions: dimensions, values: Array(four.joined())).products(ofFourWith: self)
            for place in start..<end { products[place] = found.map { $0[place - start] } }
        }
        return products
    }

    /// The products of its four vectors with each row of others.
    private func products(ofFourWith rows: VectorRows) -> [SIMD4<Float>] {
        precondition(rows.dimensions == dimensions && count == 4, "vectors of other lengths")
        return rows.values.withUnsafeBytes { rows in
            values.withUnsafeBytes { four in
                let size = dimensions * MemoryLayout<Float>.size
                return stride(from: 0, to: rows.count, by: size).map { row in
                    products(of: UnsafeRawBufferPointer(rebasing: rows[row..<row + size]), with: four)
                }
            }
        }
    }

    private func products(of row: UnsafeRawBufferPointer, with four: UnsafeRawBufferPointer) -> SIMD4<Float> {
        typealias Part = SIMD8<Float>
        let (size, width) = (row.count, MemoryLayout<Part>.size)
        var (first, second, third, fourth) = (Part.zero, Part.zero, Part.zero, Part.zero)
        var offset = 0
        while offset + width <= size {
            let part = row.loadUnaligned(fromByteOffset: offset, as: Part.self)
            first += part * four.loadUnaligned(fromByteOffset: offset, as: Part.self)
            second += part * four.loadUnaligned(fromByteOffset: size + offset, as: Part.self)
            third += part * four.loadUnaligned(fromByteOffset: 2 * size + offset, as: Part.self)
            fourth += part * four.loadUnaligned(fromByteOffset: 3 * size + offset, as: Part.self)
            offset += width
        }
        var sums = SIMD4(first.sum(), second.sum(), third.sum(), fourth.sum())
        for offset in stride(from: offset, to: size, by: MemoryLayout<Float>.size) {
            for place in 0..<4 {
                sums[place] +=
                    row.loadUnaligned(fromByteOffset: offset, as: Float.self)
                    * four.loadUnaligned(fromByteOffset: place * size + offset, as: Float.self)
            }
        }
        return sums
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
