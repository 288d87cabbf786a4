import ImageSearch

/// Towns by where they lie, so that the nearest is found without looking at all of them.
///
/// They stand in cells of a degree of latitude and longitude. A search looks at the cells that a circle reaches: along a
/// parallel they are more the nearer the poles are, and they go on beyond the date line.
struct Towns: Sendable {
    /// A town further away says nothing of a place, in kilometres.
    static let farthest = 50.0
    /// The mean radius of Earth, in kilometres.
    private static let earth = 6371.0088

    private let lines: TownLines
    /// The towns, cell by cell.
    private let order: [UInt32]
    /// Where each cell begins in `order`, and the end.
    private let starts: [UInt32]

    init(_ lines: TownLines) {
        var starts = [UInt32](repeating: 0, count: Cell.count + 1)
        for town in 0..<lines.count { starts[Cell(lines.positions[town]).number + 1] += 1 }
        for cell in 1..<starts.count { starts[cell] += starts[cell - 1] }
        var next = starts
        var order = [UInt32](repeating: 0, count: lines.count)
        for town in 0..<lines.count {
            let cell = Cell(lines.positions[town]).number
            order[Int(next[cell])] = UInt32(town)
            next[cell] += 1
        }
        self.lines = lines
        self.order = order
        self.starts = starts
    }

    /// The name of the nearest town with its region and country; `nil` when none is near.
    func name(at position: Position) -> String? { nearest(to: position).map { lines.name(of: $0) } }

    /// The number of the nearest town; of equally near ones the first.
    func nearest(to position: Position) -> Int? {
        var best: (distance: Double, town: UInt32)?
        for cell in Cell.all(within: Self.farthest / Self.earth, of: position) {
            for town in order[Int(starts[cell])..<Int(starts[cell + 1])] {
                let distance = Self.distance(position, lines.positions[Int(town)])
                guard distance <= Self.farthest else { continue }
                if let best, (best.distance, best.town) <= (distance, town) { continue }
                best = (distance, town)
            }
        }
        return best.map { Int($0.town) }
    }

    /// Kilometres along a great circle.
    static func distance(_ one: Position, _ other: Position) -> Double {
        let latitudes = sine((other.latitude - one.latitude) / 2)
        let longitudes = sine((other.longitude - one.longitude) / 2)
        let square = latitudes * latitudes + cosine(one.latitude) * cosine(other.latitude) * longitudes * longitudes
        return 2 * earth * arcsine(min(1, square.squareRoot()))
    }
}
