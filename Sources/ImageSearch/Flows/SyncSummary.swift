/// What a run has done so far, or did in all.
public struct SyncSummary: Sendable, Equatable {
    /// Pictures in the listing so far.
    public internal(set) var found = 0
    /// The listing has come to its end: ``found`` is the total.
    public internal(set) var isListed = false
    /// Not opened: size and date are those of the last time.
    public internal(set) var unchanged = 0
    /// Decoded, embedded and stored.
    public internal(set) var embedded = 0
    /// Stored with a vector that was made before for the same content: a copy, a moved or a touched file.
    public internal(set) var reused = 0
    /// Passed over, by reason.
    public internal(set) var skipped: [PictureError.Code: Int] = [:]
    /// How many of those were not even opened: they were refused before, and are the same.
    public internal(set) var refusedBefore = 0
    /// Folders or files that could not be looked at.
    public internal(set) var unreadable = 0
    /// Links and names under which no picture lies.
    public internal(set) var passedOver = 0
    /// Stored before, gone from the source now: no longer found, their vectors kept.
    public internal(set) var gone = 0
    /// Stored before and not seen this time, but left as they are: they lie where the listing could not look, or it was
    /// empty.
    public internal(set) var keptUnseen = 0

    /// Makes an empty summary.
    public init() {}

    /// Pictures of the listing that are dealt with.
    public var done: Int { unchanged + embedded + reused + skipped.values.reduce(0, +) }

    mutating func count(_ outcome: Outcome) {
        switch outcome {
        case .found(_, let finding) where finding.isNew: embedded += 1
        case .found, .refreshed: reused += 1
        case .skipped(_, let error): skipped[error.code, default: 0] += 1
        }
    }
}

/// Something that a run tells of while it goes on.
public enum SyncEvent: Sendable {
    /// The counts have changed.
    case progress(SyncSummary)
    /// So many outcomes are stored and safe.
    case saved(Int)
    /// A picture was passed over.
    case skipped(PictureLocation, PictureError)
    /// A folder or file could not be looked at.
    case unreadable(path: String, reason: String)
    /// A link or a name under which no picture lies.
    case passedOver(path: String, reason: String)
}
