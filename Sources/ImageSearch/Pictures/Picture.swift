/// What a source's listing tells of a file, without opening it.
public struct PictureFile: Sendable, Hashable {
    /// The key of its picture's row.
    public let id: PictureID
    /// Where it lies.
    public let location: PictureLocation
    /// Tells it from an earlier file at the same place.
    public var state: FileState

    /// Joins a place and a state; the key is computed here, once.
    public init(location: PictureLocation, state: FileState) {
        id = PictureID(location)
        self.location = location
        self.state = state
    }

    /// Takes what a listing tells.
    public init(location: PictureLocation, size: Int64, modified: Int64) {
        self.init(location: location, state: FileState(size: size, modified: modified))
    }

    /// Bytes.
    public var size: Int64 { state.size }
    /// Nanoseconds since 1970 at which the file was last changed.
    public var modified: Int64 { state.modified }
}

/// A picture ready to be stored.
public struct Picture: Sendable, Equatable {
    /// Where it lies, its size and date.
    public var file: PictureFile
    /// The digest of its bytes.
    public var content: ContentHash
    /// What it shows.
    public var embedding: Embedding
    /// What its bytes tell beside that; `nil` when they were last decoded by an earlier version.
    public var facts: Facts?

    /// Joins what is stored of a picture.
    public init(file: PictureFile, content: ContentHash, embedding: Embedding, facts: Facts?) {
        self.file = file
        self.content = content
        self.embedding = embedding
        self.facts = facts
    }

    /// The key of its row.
    public var id: PictureID { file.id }
}
