import CPixels

/// The mean colours of a grid of cells that covers a whole picture, upright.
struct Overview {
    static let side = Int(pixels_overview_side)
    static let byteCount = Int(pixels_overview_bytes)

    /// Red, green, blue of each cell, row by row.
    private let rgb: [UInt8]

    /// Turns the cells of a picture upright.
    ///
    /// - Parameters:
    ///   - stored: the cells of the picture as it is stored, ``byteCount`` values.
    ///   - orientation: 1 to 8, as in EXIF.
    init(_ stored: [UInt8], orientation: Int) {
        rgb = (0..<Self.side * Self.side).flatMap { index in
            let (y, x) = index.quotientAndRemainder(dividingBy: Self.side)
            let (column, row) = Self.stored(x, y, orientation)
            let start = (row * Self.side + column) * 3
            return stored[start..<start + 3]
        }
    }

    private static func stored(_ x: Int, _ y: Int, _ orientation: Int) -> (column: Int, row: Int) {
        let (left, up) = (side - 1 - x, side - 1 - y)
        return switch orientation {
        case 2: (left, y)
        case 3: (left, up)
        case 4: (x, up)
        case 5: (y, x)
        case 6: (y, left)
        case 7: (up, left)
        case 8: (up, x)
        default: (x, y)
        }
    }

    /// The mean colour, 0xRRGGBB.
    var colour: UInt32 {
        let cells = Self.side * Self.side
        return (0..<3).reduce(0) { colour, band in
            let sum = stride(from: band, to: rgb.count, by: 3).reduce(0) { (sum: Int, index: Int) in
                sum + Int(rgb[index])
            }
            return colour << 8 | UInt32((sum + cells / 2) / cells)
        }
    }

    /// How bright each cell is, 0...255, weighing colours as ITU-R BT.601 does.
    var brightness: [Double] {
        stride(from: 0, to: rgb.count, by: 3).map { (start: Int) -> Double in
            let (red, green, blue) = (Double(rgb[start]), Double(rgb[start + 1]), Double(rgb[start + 2]))
            return 0.299 * red + 0.587 * green + 0.114 * blue
        }
    }
}
