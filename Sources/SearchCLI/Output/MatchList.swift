import Foundation
import ImageSearch

/// Prints the results of a search: a line each, or the JSON that the API answers.
enum MatchList {
    private struct Line: Encodable {
        let path: String
        let distance: Double
    }

    /// The lines of a list: distance and path.
    static func text(_ matches: [Match]) -> String {
        matches.map { String(format: "%.4f  ", $0.distance) + $0.location.description }.joined(separator: "\n")
    }

    /// The same array as the API's.
    static func json(_ matches: [Match]) throws -> String {
        try SummaryJSON.text(matches.map { Line(path: $0.location.description, distance: $0.distance) })
    }
}
