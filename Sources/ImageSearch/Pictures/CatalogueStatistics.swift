/// How many pictures meet a filter.
public struct PictureCount: Sendable, Equatable {
    /// Those that can be found.
    public var pictures: Int
    /// All were looked at; else the number is reckoned up from a sample.
    public var isExact: Bool

    /// Makes one of a count, or of what a sample stands for.
    public init(pictures: Int, isExact: Bool) {
        self.pictures = pictures
        self.isExact = isExact
    }
}

/// What is stored, in numbers.
public struct CatalogueStatistics: Sendable, Equatable {
    /// Everything was counted; else the numbers of pictures and bytes are reckoned up from a sample.
    public var isExact: Bool
    /// Pictures that can be found.
    public var pictures: Int
    /// Pictures whose files no longer hold them.
    public var gone: Int
    /// All that are recorded, in the order of their names' bytes.
    public var sources: [SourceStatistics]
    /// How many of the pictures that can be found are of each format; those that an earlier version stored are of none.
    public var formats: [ImageFormat: Int]
    /// How many of the pictures that can be found have a position.
    public var withPosition: Int
    /// The first and the last of the dates of the pictures that can be found, as ``PictureDate/wallClock``, always exact; `nil` when
    /// there are none.
    public var dates: ClosedRange<Int64>?
    /// Files that were refused for good.
    public var refused: Int
    /// Favourites that can be found, always exact.
    public var favourites: Int

    /// Joins the numbers.
    public init(
        isExact: Bool, pictures: Int, gone: Int, sources: [SourceStatistics], formats: [ImageFormat: Int],
        withPosition: Int, dates: ClosedRange<Int64>?, refused: Int, favourites: Int
    ) {
        self.isExact = isExact
        self.pictures = pictures
        self.gone = gone
        self.sources = sources
        self.formats = formats
        self.withPosition = withPosition
        self.dates = dates
        self.refused = refused
        self.favourites = favourites
    }
}

/// What is stored of one source, in numbers.
public struct SourceStatistics: Sendable, Equatable {
    /// The source.
    public var source: Source
    /// Pictures that can be found.
    public var pictures: Int
    /// Pictures whose files no longer hold them.
    public var gone: Int
    /// The bytes of the files of the pictures that can be found.
    public var bytes: Int64
    /// When its newest run began, in seconds since 1970 in UTC; `nil` when there was none.
    public var runBegun: Int64?
    /// When its newest run ended; `nil` while it goes on, and when it was cut short.
    public var runFinished: Int64?

    /// Joins the numbers.
    public init(
        source: Source, pictures: Int, gone: Int, bytes: Int64, runBegun: Int64? = nil, runFinished: Int64? = nil
    ) {
        self.source = source
        self.pictures = pictures
        self.gone = gone
        self.bytes = bytes
        self.runBegun = runBegun
        self.runFinished = runFinished
    }
}

/// A picture's key, content and perceptual hash.
public struct HashedPicture: Sendable, Hashable {
    /// The key of its row.
    public var id: PictureID
    /// The digest of its bytes.
    public var content: ContentHash
    /// As ``Facts/perceptualHash``.
    public var perceptualHash: UInt64

    /// Joins the three.
    public init(id: PictureID, content: ContentHash, perceptualHash: UInt64) {
        self.id = id
        self.content = content
        self.perceptualHash = perceptualHash
    }
}

/// A file that was refused for good.
public struct RefusedFile: Sendable, Equatable {
    /// The key that its picture would have.
    public var id: PictureID
    /// Where it lies; `nil` when an earlier version, which did not record it, refused it.
    public var location: PictureLocation?
    /// The state in which it was refused.
    public var state: FileState
    /// Why.
    public var reason: PictureError
    /// When, in seconds since 1970 in UTC.
    public var refused: Int64

    /// Joins what is recorded.
    public init(
        id: PictureID, location: PictureLocation?, state: FileState, reason: PictureError, refused: Int64
    ) {
        self.id = id
        self.location = location
        self.state = state
        self.reason = reason
        self.refused = refused
    }
}
