import Foundation
import ImageSearch

/// A degree of latitude by a degree of longitude.
struct Cell {
    private static let rows = 180
    private static let columns = 360
    static let count = rows * columns

    /// 0..<``count``, from the south-west corner of the map eastwards.
    let number: Int

    init(_ position: Position) {
        number = Self.row(position.latitude) * Self.columns + Self.column(position.longitude)
    }

    /// The numbers of all cells that a circle reaches.
    ///
    /// - Parameters:
    ///   - angle: the radius, seen from Earth's centre, in radians.
    ///   - position: the centre.
    /// - Returns: each once.
    static func all(within angle: Double, of position: Position) -> [Int] {
        let degrees = angle * 180 / .pi
        let (south, north) = (row(position.latitude - degrees), row(position.latitude + degrees))
        let width = halfWidth(of: angle, at: position.latitude)
        let first = Int((position.longitude - width + 180).rounded(.down))
        let last = min(Int((position.longitude + width + 180).rounded(.down)), first + columns - 1)
        return (south...north).flatMap { row in
            (first...last).map { row * columns + ($0 % columns + columns) % columns }
        }
    }

    /// How many degrees of longitude a circle reaches to each side: all when a pole lies in it.
    private static func halfWidth(of angle: Double, at latitude: Double) -> Double {
        guard abs(latitude) * .pi / 180 + angle < .pi / 2 else { return 180 }
        return arcsine(min(1, sin(angle) / cosine(latitude))) * 180 / .pi
    }

    private static func row(_ latitude: Double) -> Int { min(max(Int((latitude + 90).rounded(.down)), 0), rows - 1) }

    /// 180 degrees east is 180 degrees west.
    private static func column(_ longitude: Double) -> Int { Int((longitude + 180).rounded(.down)) % columns }
}

func sine(_ degrees: Double) -> Double { sin(degrees * .pi / 180) }
func cosine(_ degrees: Double) -> Double { cos(degrees * .pi / 180) }
func arcsine(_ value: Double) -> Double { asin(value) }
