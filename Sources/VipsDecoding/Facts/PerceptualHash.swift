import Foundation

/// 64 bits that nearly agree for the same picture in other sizes, formats and qualities.
///
/// A bit for each of the 8 x 8 lowest frequencies (DCT-II) of the brightness of 32 x 32 cells: whether it clearly adds to the
/// picture. The usual bit, its sign, is chance where a frequency is not there, as half of them are not in a symmetric picture.
/// docs/decisions/0055-facts.md has the measurements.
enum PerceptualHash {
    /// A frequency counts when it is more than this share of what they are on the average (root of the mean square)...
    private static let leastShare = 0.1
    /// ...and more than what rounding and compression make of nothing.
    private static let least = 4.0
    /// A picture with fewer bits set, such as a plain or a softly shaded one, is like too many others.
    private static let fewestBits = 12
    /// Frequencies along each direction.
    private static let count = 8

    /// The hash of a picture; `nil` when it has too little in it to be told from others.
    static func hash(_ overview: Overview) -> UInt64? {
        let frequencies = frequencies(overview.brightness).dropFirst()
        let square = frequencies.reduce(0) { $0 + $1 * $1 } / Double(frequencies.count)
        let threshold = max(least, leastShare * square.squareRoot())
        let hash = frequencies.reduce(UInt64(0)) { $0 << 1 | ($1 > threshold ? 1 : 0) }
        return hash.nonzeroBitCount < fewestBits ? nil : hash
    }

    /// The lowest frequencies, those along the columns first; the first is the mean.
    private static func frequencies(_ cells: [Double]) -> [Double] {
        let side = Overview.side
        var rows = [Double](repeating: 0, count: count * side)
        for u in 0..<count {
            for y in 0..<side {
                let wave = waves[u * side + y]
                for x in 0..<side { rows[u * side + x] += wave * cells[y * side + x] }
            }
        }
        return (0..<count * count).map { index in
            let (u, v) = index.quotientAndRemainder(dividingBy: count)
            return (0..<side).reduce(0.0) { (sum: Double, x: Int) in sum + rows[u * side + x] * waves[v * side + x] }
        }
    }

    /// The cosine of each frequency at each cell, of length 1.
    private static let waves: [Double] = (0..<count * Overview.side).map { index in
        let (u, x) = index.quotientAndRemainder(dividingBy: Overview.side)
        let side = Double(Overview.side)
        let length = ((u == 0 ? 1 : 2) / side).squareRoot()
        return length * cos(.pi * Double(u) * (2 * Double(x) + 1) / (2 * side))
    }
}
