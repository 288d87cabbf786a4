/// So much work waits already that no more is taken on: the same request may succeed some seconds later.
public struct Overloaded: Error, Sendable, Equatable, CustomStringConvertible {
    /// When it is worth while to ask again, in seconds.
    public static let retryAfter = 5

    /// What there is too much of; it may be shown to anyone.
    public let description: String

    /// Takes a sentence that names what there is too much of.
    public init(_ description: String) { self.description = description }
}
