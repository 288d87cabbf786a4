import Foundation
import ImageSearch

/// Prints the results of a search: a line each, or the JSON that the API answers.
enum MatchList {
    struct Element: Encodable {
        let path: String
        let distance: Double?
    }

    /// The lines of a list: distance and path.
    static func lines(_ matches: [Match]) -> [String] {
        matches.map { String(format: "%.4f  ", $0.distance ?? 0) + $0.location.description }
    }

    /// The same array as the API's.
    static func elements(_ matches: [Match]) -> [Element] {
        matches.map { Element(path: $0.location.description, distance: $0.distance) }
    }
}
