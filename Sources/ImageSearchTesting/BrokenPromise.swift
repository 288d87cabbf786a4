/// What a contract expected of a port's conformer, and what came instead, in words.
public struct BrokenPromise: Error, CustomStringConvertible {
    /// The promise that was broken.
    public let description: String
}

/// Fails unless a promise holds.
func promise(_ isKept: Bool, _ description: String) throws {
    guard isKept else { throw BrokenPromise(description: "broken promise: \(description)") }
}
