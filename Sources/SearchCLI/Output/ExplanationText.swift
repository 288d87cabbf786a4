import Foundation
import JSONText

/// Says why a picture was found.
enum ExplanationText {
    /// Lines to stand below the picture's own.
    static func lines(_ hit: Hit) -> [String] {
        var parts: [String] = []
        if let percentile = hit.json["percentile"]?.number {
            parts.append("fits better than \(String(format: "%.1f", percentile)) % of everything else")
        }
        let explanation = hit.json["explanation"]
        let terms = (explanation?["terms"]?.array ?? []).compactMap(contribution)
        if !terms.isEmpty { parts.append("terms: " + terms.joined(separator: ", ")) }
        let conditions = (explanation?["conditions"]?.array ?? []).compactMap(\.string)
        if !conditions.isEmpty { parts.append("meets: " + conditions.joined(separator: " ")) }
        let descriptions = (explanation?["descriptions"]?.array ?? []).compactMap(\.string)
        if !descriptions.isEmpty { parts.append("shows: " + descriptions.joined(separator: ", ")) }
        return parts.map { "    \($0)" }
    }

    private static func contribution(_ term: JSON) -> String? {
        guard let value = term["contribution"]?.number else { return nil }
        return (term["term"]?.string.map { "\($0) " } ?? "") + String(format: "%+.3f", value)
    }
}
