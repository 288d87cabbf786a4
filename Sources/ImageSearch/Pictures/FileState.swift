/// What tells a file from an earlier one at the same place, without opening it.
public struct FileState: Sendable, Hashable {
    /// Bytes.
    public var size: Int64
    /// Nanoseconds since 1970 at which the file was last changed.
    public var modified: Int64
    /// What the source calls this state, such as an ETag: compared, never read; `nil` where a source has no such thing.
    public var version: String?

    /// Takes what a listing tells.
    public init(size: Int64, modified: Int64, version: String? = nil) {
        self.size = size
        self.modified = modified
        self.version = version
    }
}
