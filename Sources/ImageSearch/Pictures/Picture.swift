/// What a source's listing tells of a file, without opening it.
public struct PictureFile: Sendable, Hashable {
    /// Where it lies.
    public var location: PictureLocation
    /// Bytes.
    public var size: Int64
    /// Nanoseconds since 1970 at which the file was last changed.
    public var modified: Int64

    /// Takes what a listing tells.
    public init(location: PictureLocation, size: Int64, modified: Int64) {
        self.location = location
        self.size = size
        self.modified = modified
    }
}

/// A picture ready to be stored.
public struct Picture: Sendable, Equatable {
    /// The key of its row.
    public var id: PictureID
    /// Where it lies, its size and date.
    public var file: PictureFile
    /// The digest of its bytes.
    public var content: ContentHash
    /// What it shows.
    public var embedding: Embedding

    /// Joins what is stored of a picture.
    public init(id: PictureID, file: PictureFile, content: ContentHash, embedding: Embedding) {
        self.id = id
        self.file = file
        self.content = content
        self.embedding = embedding
    }
}

/// What the store remembers of a picture's file, to tell whether it changed.
public struct StoredFile: Sendable, Equatable {
    /// Bytes.
    public var size: Int64
    /// Nanoseconds since 1970.
    public var modified: Int64
    /// The digest of its bytes.
    public var content: ContentHash
    /// The file was absent when its source was last listed; its vector is kept, searches pass it over.
    public var isMissing: Bool

    /// Takes what a row tells.
    public init(size: Int64, modified: Int64, content: ContentHash, isMissing: Bool) {
        self.size = size
        self.modified = modified
        self.content = content
        self.isMissing = isMissing
    }
}

/// One result of a search.
public struct Match: Sendable, Equatable {
    /// The key of the picture's row.
    public var id: PictureID
    /// Where the picture lies.
    public var location: PictureLocation
    /// The cosine distance to the query, 0...2, smaller is nearer.
    public var distance: Double

    /// Joins a picture and its distance.
    public init(id: PictureID, location: PictureLocation, distance: Double) {
        self.id = id
        self.location = location
        self.distance = distance
    }
}

/// Which model made the vectors: those of two models never mix.
public struct ModelIdentity: Sendable, Equatable {
    /// The name that a user gave or that the package carries: `demo`, `openai/clip-vit-base-patch32`.
    public var name: String
    /// A digest of the model's files, in hexadecimal: the same name with other weights is another model.
    public var fingerprint: String
    /// The number of components of its embeddings.
    public var dimensions: Int

    /// Names a model.
    public init(name: String, fingerprint: String, dimensions: Int) {
        self.name = name
        self.fingerprint = fingerprint
        self.dimensions = dimensions
    }
}
