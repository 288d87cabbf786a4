/// Tells how likely pictures are to be what was looked for.
public protocol RelevanceScorer: Sendable {
    /// The relevance of pictures that a search found.
    ///
    /// - Parameters:
    ///   - neighbours: what was found, with their embeddings.
    ///   - target: what they were compared with.
    /// - Returns: one for each, in their order; `nil` while that cannot be told, as before the text bank is there.
    func relevance(of neighbours: [Neighbour], to target: SearchTarget) async -> [Relevance]?

    /// The descriptions that fit a picture best.
    ///
    /// - Parameters:
    ///   - picture: its embedding.
    ///   - count: how many are wanted.
    /// - Returns: the best first; `nil` while that cannot be told.
    func descriptions(of picture: Embedding, count: Int) async -> [String]?
}
