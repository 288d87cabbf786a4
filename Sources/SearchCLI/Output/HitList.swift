import Foundation
import ImageSearch

/// Writes what was found: for a person, for a script that reads lines, or as JSON.
enum HitList {
    /// An element of the array that the API answers to plain words.
    struct Element: Encodable {
        let path: String
        let distance: Double?
    }

    /// A line for scripts: the distance and the path.
    static func line(_ hit: Hit) -> String { "\(distance(hit))  \(hit.path)" }

    /// A row of the table for people: band, distance and path, as wide as the terminal.
    ///
    /// - Parameters:
    ///   - hit: what was found.
    ///   - columns: how many the terminal has.
    /// - Returns: one line.
    static func row(_ hit: Hit, columns: Int) -> String {
        let band = (hit.band?.rawValue ?? "-").padding(toLength: longestBand, withPad: " ", startingAt: 0)
        let start = "\(band)  \(distance(hit))  "
        // Spelled out before it is cut: what is spelled out takes more room.
        return start + hit.path.printable.endFitting(max(16, columns - start.count))
    }

    /// The same array as the API's.
    static func elements(_ hits: [Hit]) -> [Element] { hits.map { Element(path: $0.path, distance: $0.distance) } }

    private static let longestBand = Relevance.Band.allCases.map(\.rawValue.count).max() ?? 0

    private static func distance(_ hit: Hit) -> String { hit.distance.map { String(format: "%.4f", $0) } ?? "-     " }
}
