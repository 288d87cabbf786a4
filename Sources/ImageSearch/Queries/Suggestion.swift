/// The values of pictures that are suggested to people who type a filter.
public enum SuggestionKind: String, Sendable, CaseIterable {
    /// Names of sources.
    case source
    /// Folders within sources, each with those above it: `trips`, `trips/2024`.
    case folder
    /// Cameras.
    case camera
    /// Towns, regions and countries.
    case place
    /// Formats, as ``ImageFormat`` names them.
    case format
}

/// A value that pictures have.
public struct Suggestion: Sendable, Hashable {
    /// The value, as a condition of a filter takes it.
    public var value: String
    /// How many pictures that can be found have it, 1 or more; reckoned up from a sample where there are many.
    public var pictures: Int

    /// Joins the two.
    public init(value: String, pictures: Int) {
        self.value = value
        self.pictures = pictures
    }
}
