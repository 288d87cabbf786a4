/// Why the pictures of a page were found.
extension Ranking {
    /// So many at a time, as each costs a pass over the text bank: whoever has gone is heard between.
    private static let explainedAtOnce = 32

    /// What was found, explained; without an embedding there is nothing to explain.
    func matches(of found: [Found], explainedBy target: SearchTarget) async throws -> [Match] {
        var matches = found.map(\.match)
        let embedded = found.indices.compactMap { place in found[place].embedding.map { (place, $0) } }
        for start in stride(from: 0, to: embedded.count, by: Ranking.explainedAtOnce) {
            try Task.checkCancellation()
            let part = embedded[start..<min(start + Ranking.explainedAtOnce, embedded.count)]
            let descriptions = await scorer?.descriptions(of: part.map(\.1), count: Explanation.descriptionCount)
            for (number, (place, embedding)) in part.enumerated() {
                matches[place].explanation = Explanation(
                    contributions: target.contributions(to: embedding), descriptions: descriptions?[number] ?? [])
            }
        }
        return matches
    }
}
