/// Tells how likely pictures are to be what was looked for.
public protocol RelevanceScorer: Sendable {
    /// The relevance of pictures that a search found.
    ///
    /// - Parameters:
    ///   - neighbours: what was found, with their embeddings.
    ///   - target: what they were compared with.
    /// - Returns: one for each, in their order; `nil` while that cannot be told, as before the text bank is there.
    func relevance(of neighbours: [Neighbour], to target: SearchTarget) async -> [Relevance]?

    /// The descriptions that fit pictures best.
    ///
    /// - Parameters:
    ///   - pictures: their embeddings.
    ///   - count: how many are wanted of each.
    /// - Returns: for each picture the best first; `nil` while that cannot be told.
    func descriptions(of pictures: [Embedding], count: Int) async -> [[String]]?
}
