/// What the catalogue knows of a picture that can be found.
public struct StoredPicture: Sendable, Hashable {
    /// The key of its row.
    public var id: PictureID
    /// Where it lies.
    public var location: PictureLocation
    /// Its file's size and date.
    public var state: FileState
    /// The digest of its bytes.
    public var content: ContentHash
    /// What its bytes tell; `nil` when an earlier version stored it.
    public var facts: Facts?
    /// When it was stored, in seconds since 1970 in UTC.
    public var indexed: Int64
    /// Somebody marked it, or one with the same bytes, as a favourite.
    public var isFavourite: Bool

    /// Joins what is known.
    public init(
        id: PictureID, location: PictureLocation, state: FileState, content: ContentHash, facts: Facts?, indexed: Int64,
        isFavourite: Bool = false
    ) {
        self.id = id
        self.location = location
        self.state = state
        self.content = content
        self.facts = facts
        self.indexed = indexed
        self.isFavourite = isFavourite
    }

    /// The date that it is filtered and sorted by.
    public var date: PictureDate { PictureDate(facts: facts, state: state) }
}

/// The date of a picture: when it was taken, else when its file was last changed.
public struct PictureDate: Sendable, Hashable {
    /// Seconds since 1970 by the camera's clock; by UTC when it is the file's date.
    ///
    /// Within ``TimeRange/bounds``.
    public let wallClock: Int64
    /// The camera told it, not the file.
    public let isCaptureTime: Bool

    /// The date of a picture with these facts in a file in this state.
    public init(facts: Facts?, state: FileState) {
        let (seconds, rest) = state.modified.quotientAndRemainder(dividingBy: 1_000_000_000)
        let file = rest < 0 ? seconds - 1 : seconds
        isCaptureTime = facts?.taken != nil
        wallClock = min(
            max(facts?.taken?.wallClock ?? file, TimeRange.bounds.lowerBound), TimeRange.bounds.upperBound - 1)
    }
}
