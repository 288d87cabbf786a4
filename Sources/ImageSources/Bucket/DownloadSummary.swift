/// How far a download is.
public struct DownloadProgress: Sendable, Equatable {
    /// Pictures that were seen in the listing so far.
    public var listed = 0
    /// Pictures that are done with, whatever came of them.
    public var finished = 0
    /// Pictures that arrived.
    public var downloaded = 0
    /// Bytes that arrived.
    public var bytes: Int64 = 0
    /// Bytes per second since the start.
    public var bytesPerSecond = 0.0
    /// How many pictures there are; `nil` until the listing has come to its end.
    public var total: Int?
}

/// What came of a download.
public struct DownloadSummary: Sendable, Equatable {
    /// A picture that could not be had.
    public struct Failure: Sendable, Equatable {
        /// Its path in the folder, which tells its key; safe to print.
        public let path: String
        /// Why, in a few words.
        public let reason: String
    }

    /// Pictures that were downloaded.
    public var downloaded = 0
    /// Pictures that were there already.
    public var unchanged = 0
    /// Objects that are no pictures by their ending, hidden, or too large.
    public var skipped = 0
    /// Pictures that could not be had; the next download tries them again.
    public var failures: [Failure] = []
    /// Bytes that were downloaded.
    public var bytes: Int64 = 0
}
