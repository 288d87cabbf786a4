/// What comes first in an answer.
public enum Order: String, Sendable, CaseIterable {
    /// The smallest cosine distance; of equal ones the smaller key.
    case relevance
    /// The latest date among what is relevant; of equal ones the smaller key.
    case newest
    /// The earliest date among what is relevant; of equal ones the smaller key.
    case oldest
}
