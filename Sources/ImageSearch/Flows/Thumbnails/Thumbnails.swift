/// Answers with small versions of stored pictures: id -> picture -> cache, else its file -> thumbnail.
///
/// One that is waited for alone is made at once, before what happens in the background. Of many at once, as a page of them or a
/// program that fetches them all, the others are made behind searches.
public struct Thumbnails: Sendable {
    /// A thumbnail and what it shows.
    public struct Thumbnail: Sendable {
        /// A WebP.
        public var webp: [UInt8]
        /// The bytes of the picture that it shows: as long as they are the same, so is the thumbnail.
        public var content: ContentHash
    }

    private let catalogue: any Catalogue
    private let originals: any Originals
    private let maker: any ThumbnailMaker
    private let cache: any ThumbnailCache
    private let making = ThumbnailsInWork()

    /// Joins the steps.
    ///
    /// - Parameters:
    ///   - catalogue: knows the pictures.
    ///   - originals: opens their files.
    ///   - maker: makes thumbnails.
    ///   - cache: keeps them.
    public init(
        catalogue: any Catalogue, originals: any Originals, maker: any ThumbnailMaker, cache: any ThumbnailCache
    ) {
        self.catalogue = catalogue
        self.originals = originals
        self.maker = maker
        self.cache = cache
    }

    /// The thumbnail of a picture that can be found.
    ///
    /// - Parameters:
    ///   - id: the picture.
    ///   - longestSide: pixels, 1...2048; a smaller picture keeps its size.
    /// - Returns: `nil` when there is no such picture.
    /// - Throws: ``StoreError``, ``PictureError``, ``SourceError``, ``DecoderUnavailable``; ``Overloaded`` when too many are
    ///   made already.
    public func thumbnail(of id: PictureID, longestSide: Int) async throws -> Thumbnail? {
        guard let picture = try await catalogue.picture(id) else { return nil }
        let key = ThumbnailKey(content: picture.content, longestSide: longestSide)
        if let kept = await cache.thumbnail(key) { return Thumbnail(webp: kept, content: key.content) }
        let webp = try await making.thumbnail(key) { try await make(key, of: picture) }
        return Thumbnail(webp: webp, content: key.content)
    }

    private func make(_ key: ThumbnailKey, of picture: StoredPicture) async throws -> [UInt8] {
        // Another caller may have made it between this one's look and its turn.
        if let kept = await cache.thumbnail(key) { return kept }
        let original = try await originals.open(picture.location)
        let file = try await original.read(0..<Int(clamping: original.state.size))
        let webp = try await maker.thumbnail(of: file, longestSide: key.longestSide)
        // A file that was changed since it was indexed is another content's, and is not kept as this one's.
        if original.state == picture.state { await cache.keep(webp, as: key) }
        return webp
    }
}
