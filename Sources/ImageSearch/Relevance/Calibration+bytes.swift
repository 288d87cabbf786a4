extension Calibration {
    /// Changes when what is kept does.
    private static let edition: UInt32 = 1

    /// As it is kept: the edition, the numbers of components and of directions, whether it tells apart, then all values, in
    /// the order of the bytes of this machine, whose cache it is.
    var bytes: [UInt8] {
        let header = [
            Self.edition, UInt32(pictureMean.count), UInt32(spread.variances.count), UInt32(tellsApart ? 1 : 0),
        ]
        let values =
            pictureMean + spread.variances + [spread.otherVariance] + spread.directions.values + bank.vectors.values
        return header.withUnsafeBytes { Array($0) } + values.withUnsafeBytes { Array($0) }
    }

    /// Takes what was kept; fails for anything that is not a calibration with these descriptions.
    init?(_ bytes: [UInt8], of texts: [String]) {
        var words = Words(bytes)
        guard words.next() == Self.edition, let size = words.next().map(Int.init), (1...65_536).contains(size),
            let count = words.next().map(Int.init), count <= size, let mark = words.next(),
            words.left == size + count + 1 + count * size + texts.count * size
        else { return nil }
        let pictureMean = words.values(size)
        let variances = words.values(count)
        let otherVariance = words.values(1)[0]
        let directions = VectorRows(dimensions: size, values: words.values(count * size))
        let vectors = VectorRows(dimensions: size, values: words.values(texts.count * size))
        guard (pictureMean + variances + [otherVariance]).allSatisfy(\.isFinite) else { return nil }
        self.init(
            bank: TextBank(texts: texts, vectors: vectors), pictureMean: pictureMean, tellsApart: mark == 1,
            spread: PrincipalDirections(
                directions: directions, variances: variances, otherVariance: otherVariance))
    }
}

/// Goes through bytes four at a time.
private struct Words {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How many are left; -1 when the last is not whole.
    var left: Int { bytes.count.isMultiple(of: 4) ? (bytes.count - offset) / 4 : -1 }

    mutating func next() -> UInt32? {
        guard offset + 4 <= bytes.count else { return nil }
        defer { offset += 4 }
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
    }

    /// The next ones as numbers; there have to be so many.
    mutating func values(_ count: Int) -> [Float] {
        defer { offset += 4 * count }
        return bytes.withUnsafeBytes { bytes in
            (0..<count).map { bytes.loadUnaligned(fromByteOffset: offset + 4 * $0, as: Float.self) }
        }
    }
}
