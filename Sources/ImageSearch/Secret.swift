/// A text that must not be seen, such as a password: nothing that prints, dumps or looks into a value shows it.
public struct Secret: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible,
    CustomDebugStringConvertible,
    CustomReflectable
{
    /// The text itself, for whoever is to be shown it.
    public let value: String

    /// Takes a text that must not be seen.
    public init(_ value: String) { self.value = value }

    /// Takes a text that must not be seen.
    public init(stringLiteral value: String) { self.value = value }

    /// Nothing of the text.
    public var description: String { "<secret>" }
    /// Nothing of the text.
    public var debugDescription: String { description }
    /// Nothing of the text.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
