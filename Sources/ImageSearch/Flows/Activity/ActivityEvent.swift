/// Something that has happened to the catalogue, or is going on.
public enum ActivityEvent: Sendable, Equatable {
    /// A source is gone over; the counts so far.
    case indexing(source: String, SyncSummary)
    /// A source was gone over.
    case indexed(source: String, SyncSummary)
    /// Pictures were stored: new ones, and such whose files changed.
    case added(source: String, [PictureID])
    /// Pictures can no longer be found; their keys where they are known.
    case gone(source: String, count: Int, [PictureID])
}

/// An event and its place among all of this process.
public struct NumberedEvent: Sendable, Equatable {
    /// Grows by 1 with every event, from 1.
    public let number: UInt64
    /// What happened.
    public let event: ActivityEvent
}
