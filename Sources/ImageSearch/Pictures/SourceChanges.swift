/// Changes to what the catalogue remembers of sources, carried out in one transaction, in this order.
public struct SourceChanges: Sendable {
    /// Sources that are new, or whose place has become known; by name.
    public var recorded: [Source] = []
    /// Pictures that get another source.
    public var moves: [SourceMove] = []
    /// The names of sources that are no more; their pictures were moved.
    public var forgotten: [String] = []

    /// Makes an empty list of changes.
    public init() {}

    /// Nothing is to do.
    public var isEmpty: Bool { recorded.isEmpty && moves.isEmpty && forgotten.isEmpty }
}

/// Pictures of one source that become another's; their vectors stay, their keys follow their new location.
///
/// Where the other source knows a picture of the same path already, that one is kept.
public struct SourceMove: Sendable {
    /// The name of the source that they leave.
    public let source: String
    /// The name of the source that they join.
    public let target: String
    /// The folder within the target that their paths are put below; empty for none.
    public let folder: String
    /// Whether a picture is among them, by its path.
    public let includes: @Sendable (String) -> Bool

    /// Says which pictures go where.
    public init(
        from source: String, to target: String, below folder: String = "",
        where includes: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
        self.source = source
        self.target = target
        self.folder = folder
        self.includes = includes
    }

    /// Where a picture lies afterwards.
    public func location(of path: String) -> PictureLocation {
        PictureLocation(source: target, path: joined(folder, path))
    }
}
