/// What comes first in an answer.
public enum Order: Sendable, Hashable {
    /// The smallest cosine distance; of equal ones the smaller key.
    case similarity
}
