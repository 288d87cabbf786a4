/// Which thumbnail is meant.
public struct ThumbnailKey: Sendable, Hashable {
    /// The bytes of the picture that it shows.
    public var content: ContentHash
    /// Its longest side, in pixels.
    public var longestSide: Int

    /// Joins the two.
    public init(content: ContentHash, longestSide: Int) {
        self.content = content
        self.longestSide = longestSide
    }
}

/// Keeps thumbnails that were made, as long as there is room for them.
public protocol ThumbnailCache: Sendable {
    /// The thumbnail that is kept, whole, which counts as used now; `nil` when there is none.
    ///
    /// A cache that cannot be read has none.
    func thumbnail(_ key: ThumbnailKey) async -> [UInt8]?

    /// Keeps a thumbnail; a cache that cannot be written to keeps nothing.
    func keep(_ webp: [UInt8], as key: ThumbnailKey) async
}
