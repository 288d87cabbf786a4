/// Pictures of nothing: areas, gradients, grids and shapes in colours by chance, the same on every machine.
///
/// What a model sees in all of them it sees in every picture. Their mean serves as the mean of pictures: that of the
/// library would take from each picture what the library is about.
enum BlankPicture {
    /// How many of them give a mean that more would hardly change.
    static let count = 12

    /// One of them, `side` pixels along each side.
    static func pixels(_ number: Int, side: Int) -> Pixels {
        var draw = RandomColours(seed: UInt64(number))
        let colour = paint(number, &draw)
        var rgb: [UInt8] = []
        rgb.reserveCapacity(side * side * 3)
        for row in 0..<side {
            for column in 0..<side {
                let value = colour((Double(column) + 0.5) / Double(side), (Double(row) + 0.5) / Double(side))
                for index in 0..<3 { rgb.append(UInt8(max(0, min(1, value[index])) * 255)) }
            }
        }
        return Pixels(width: side, height: side, rgb: rgb)
    }

    /// The colour at each point of the unit square.
    private typealias Painting = (_ x: Double, _ y: Double) -> SIMD3<Double>

    private static func paint(_ number: Int, _ draw: inout RandomColours) -> Painting {
        switch number % 6 {
        case 0:
            let colour = draw.colour()
            return { _, _ in colour }
        case 1:
            let (first, last, isUpright) = (draw.colour(), draw.colour(), draw.number() < 0.5)
            return { x, y in first + (last - first) * (isUpright ? y : x) }
        case 2: return grid(of: 65, &draw)
        case 3: return grid(of: 2 + Int(draw.number() * 10), &draw)
        case 4: return shapes(on: draw.colour(), &draw)
        default: return shapes(on: SIMD3(repeating: 1), &draw)
        }
    }

    /// Colours at the points of a grid, with even transitions between them.
    private static func grid(of side: Int, _ draw: inout RandomColours) -> Painting {
        let colours = (0..<side * side).map { _ in draw.colour() }
        return { x, y in
            let (across, down) = (x * Double(side - 1), y * Double(side - 1))
            let (column, row) = (min(Int(across), side - 2), min(Int(down), side - 2))
            func between(_ row: Int) -> SIMD3<Double> {
                let left = colours[row * side + column]
                return left + (colours[row * side + column + 1] - left) * (across - Double(column))
            }
            return between(row) + (between(row + 1) - between(row)) * (down - Double(row))
        }
    }

    /// Up to seven ellipses and rectangles, the later above the earlier.
    private static func shapes(on ground: SIMD3<Double>, _ draw: inout RandomColours) -> Painting {
        let shapes = (0..<1 + Int(draw.number() * 7)).map { _ in Area(&draw) }
        return { x, y in shapes.last { $0.contains(x, y) }?.colour ?? ground }
    }
}

private struct Area {
    let colour: SIMD3<Double>
    let centre, size: SIMD2<Double>
    let isEllipse: Bool

    init(_ draw: inout RandomColours) {
        colour = draw.colour()
        centre = SIMD2(draw.number(), draw.number())
        size = SIMD2(0.05 + 0.3 * draw.number(), 0.05 + 0.3 * draw.number())
        isEllipse = draw.number() < 0.5
    }

    func contains(_ x: Double, _ y: Double) -> Bool {
        let offset = (SIMD2(x, y) - centre) / size
        return isEllipse ? (offset * offset).sum() < 1 : max(abs(offset.x), abs(offset.y)) < 1
    }
}

/// SplitMix64, whose numbers depend on nothing but the seed.
private struct RandomColours {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A number in 0..<1.
    mutating func number() -> Double {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return Double((value ^ (value >> 31)) >> 40) / Double(1 << 24)
    }

    mutating func colour() -> SIMD3<Double> { SIMD3(number(), number(), number()) }
}
