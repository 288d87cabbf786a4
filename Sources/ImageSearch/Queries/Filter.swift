/// Which pictures may be found; all of them when nothing is set.
public struct Filter: Sendable, Hashable {
    /// The names of the sources that pictures may come from, compared byte for byte; empty for any.
    public let sources: [String]
    /// The folder, by its path within a source, in or below which pictures have to lie; empty for anywhere.
    public let folder: String

    /// Sets what pictures have to meet; slashes around the folder are dropped.
    public init(sources: [String] = [], folder: String = "") {
        self.sources = sources
        self.folder = folder.split(separator: "/").joined(separator: "/")
    }

    /// Every picture may be found.
    public var isEmpty: Bool { sources.isEmpty && folder.isEmpty }

    /// Whether a picture may be found.
    public func includes(_ location: PictureLocation) -> Bool {
        let isOfSource = sources.isEmpty || sources.contains { $0.utf8.elementsEqual(location.source.utf8) }
        return isOfSource && (folder.isEmpty || location.path.utf8.starts(with: (folder + "/").utf8))
    }
}
