import Foundation
import ImageSearch

/// Numbered rows to measure searches with.
protocol ScaleRows: Sendable {
    /// The components of each vector.
    var dimensions: Int { get }
    /// The vector of a number.
    func embedding(_ number: Int) -> Embedding
    /// What the vector of a number is like: 0..<100.
    func theme(_ number: Int) -> Int
}

extension ScaleRows {
    /// A picture with the vector of a number.
    ///
    /// Its source says how rare it is, its folder what it shows: the first digit of its theme, then the second.
    func picture(_ number: Int) -> Picture {
        var noise = Noise(seed: UInt64(number) &* 0xa076_1d64_78bd_642f)
        let key = (0..<2).flatMap { _ in withUnsafeBytes(of: noise.next().bigEndian, Array.init) }
        let theme = theme(number)
        let location = PictureLocation(
            source: Clusters.source(number), path: "\(theme / 10)/\(theme % 10)/\(number).jpg")
        return Picture(
            file: PictureFile(location: location, state: FileState(size: 0, modified: 0)),
            content: ContentHash(bytes: key + key), embedding: embedding(number), facts: nil)
    }
}

/// Unit vectors that lie in clusters of clusters, as the embeddings of photographs do; the same for the same seed.
struct Clusters: ScaleRows {
    private static let themes = 100
    private static let scenesPerTheme = 50
    /// How far apart the themes, the scenes of a theme, and the pictures of a scene lie; the rest is common to all.
    private static let spread: (theme: Float, scene: Float, picture: Float) = (1, 0.7, 0.7)

    let dimensions: Int
    private let seed: UInt64
    private let themes: [[Float]]

    init(dimensions: Int, seed: UInt64) {
        self.dimensions = dimensions
        self.seed = seed
        themes = (0..<Self.themes).map { theme in
            var noise = Noise(seed: seed &* 31 &+ UInt64(theme))
            return noise.vector(dimensions)
        }
    }

    /// The vector of a number.
    func embedding(_ number: Int) -> Embedding {
        var noise = noise(of: number)
        let theme = Int(noise.next() % UInt64(Self.themes))
        let scene = Int(noise.next() % UInt64(Self.scenesPerTheme))
        var sceneNoise = Noise(seed: seed ^ UInt64(theme * Self.scenesPerTheme + scene + 1) &* 0xd1b5_4a32_d192_ed03)
        let ofScene = sceneNoise.vector(dimensions)
        let ofPicture = noise.vector(dimensions)
        let sum = (0..<dimensions).map {
            Self.spread.theme * themes[theme][$0] + Self.spread.scene * ofScene[$0] + Self.spread.picture
                * ofPicture[$0]
        }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return Embedding(normalized: sum.map { $0 / length })
    }

    private func noise(of number: Int) -> Noise {
        Noise(seed: seed ^ UInt64(number + 1) &* 0x9e37_79b9_7f4a_7c15)
    }

    func theme(_ number: Int) -> Int {
        var noise = noise(of: number)
        return Int(noise.next() % UInt64(Self.themes))
    }

    /// Sources that hold about 0.01, 0.1, 1, 10, 50 and the rest of a hundred.
    fileprivate static func source(_ number: Int) -> String {
        var noise = Noise(seed: UInt64(number) &* 0xe703_7ed1_a0b4_28db)
        switch noise.next() % 10_000 {
        case 0: return "0.01 %"
        case 1...10: return "0.1 %"
        case 11...110: return "1 %"
        case 111...1110: return "10 %"
        case 1111...6110: return "50 %"
        default: return "rest"
        }
    }
}

/// SplitMix64, and numbers that are nearly normal.
struct Noise {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// Each component is the sum of four uniform numbers, of variance 1.
    mutating func vector(_ dimensions: Int) -> [Float] {
        (0..<dimensions).map { _ in
            let word = next()
            let sum = (0..<4).reduce(0) { $0 + Int((word >> (16 * $1)) & 0xffff) }
            return (Float(sum) - 131_070) / 37_837
        }
    }
}
