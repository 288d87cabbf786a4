/// One pass over a source, or over a folder within, that brings the catalogue up to date.
public struct Run: Sendable, Hashable {
    /// So many files are taken from a source, and asked of the catalogue, at once.
    public static let batch = 256

    /// Grows with each run of the same source.
    public let number: Int64
    /// The name of the source.
    public let source: String
    /// The folder within the source that it covers; empty for all of it.
    public let folder: String

    /// Numbers a run.
    public init(number: Int64, source: String, folder: String) {
        self.number = number
        self.source = source
        self.folder = folder
    }
}

/// A listed file that is new, or not in the state in which it is stored.
public struct UnknownFile: Sendable, Equatable {
    /// The file as it was listed.
    public var file: PictureFile
    /// The content that is stored of it; `nil` when nothing is.
    public var storedContent: ContentHash?
    /// What was tried with it before.
    public var attempt: Attempt?

    /// Joins a file and what is remembered of it.
    public init(file: PictureFile, storedContent: ContentHash? = nil, attempt: Attempt? = nil) {
        self.file = file
        self.storedContent = storedContent
        self.attempt = attempt
    }
}

/// What became of the stored pictures that a run did not see.
public struct UnseenPictures: Sendable, Equatable {
    /// They are gone now; those that were gone before are not counted.
    public var gone: Int
    /// They are left as they are, since they may lie where the listing could not look.
    public var kept: Int

    /// Counts them.
    public init(gone: Int = 0, kept: Int = 0) {
        self.gone = gone
        self.kept = kept
    }
}

/// A file that is refused for good.
public struct Refusal: Sendable, Equatable {
    /// The file, in the state in which it is refused.
    public var file: PictureFile
    /// Why; its code is lasting.
    public var reason: PictureError

    /// Joins a file and a lasting reason.
    public init(file: PictureFile, reason: PictureError) {
        precondition(reason.code.isLasting, "a fault that may pass is no refusal")
        self.file = file
        self.reason = reason
    }
}

/// What has been made of a content's bytes.
public struct KnownContent: Sendable, Equatable {
    /// What it shows, in the adopted model's space.
    public var embedding: Embedding
    /// What its bytes tell; `nil` when an earlier version stored it.
    public var facts: Facts?

    /// Joins what was made.
    public init(embedding: Embedding, facts: Facts?) {
        self.embedding = embedding
        self.facts = facts
    }
}
