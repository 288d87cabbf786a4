/// Looks at folders without reading a picture.
public protocol FolderLookup: Sendable {
    /// The path without links, `.` and `..`; what does not exist yet is named below the nearest folder that does.
    ///
    /// - Throws: ``SourceError`` when a folder on the way cannot be entered.
    func realPath(of path: String) async throws -> String

    /// Whether something lies at a path.
    func exists(_ path: String) async -> Bool

    /// Of these folders the one that a path lies in under another name: mounted twice, or in other letters.
    ///
    /// - Returns: the path by the name of that folder, else the path as it is.
    func path(_ path: String, byTheNameOf folders: [String]) async -> String

    /// Which of a source's files lie in a folder, by their paths.
    func present(_ files: [PictureFile], in folder: String) async -> PresentFiles

    /// Whether the listing of a folder reaches this path below it: hidden folders are passed over.
    func isListed(_ relative: String) -> Bool
}

/// Files of a source that lie in a folder.
public struct PresentFiles: Sendable, Equatable {
    /// The paths of those that are there.
    public var paths: Set<String> = []
    /// How many of them have the size that is remembered.
    public var ofSameSize = 0

    /// Makes an empty list.
    public init() {}
}
