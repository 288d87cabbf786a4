/// Looks at parts of stored pictures, whose files are read for it.
struct StoredParts: Sendable {
    let catalogue: any Catalogue
    /// `nil` when no files are at hand.
    let originals: (any Originals)?
    let looking: Looking

    /// The embedding of a part of a picture.
    ///
    /// - Throws: ``QueryError`` with code `unknownPicture` when there is no such picture, or its file is gone; ``PictureError``,
    ///   ``SourceError``, ``StoreError``, or what the model throws.
    func embedding(of part: PicturePart, _ id: PictureID) async throws -> Embedding {
        guard let originals, let picture = try await catalogue.picture(id) else {
            throw QueryError(.unknownPicture, "there is no picture with the id \(id)")
        }
        do {
            let original = try await originals.open(picture.location)
            let bytes = try await original.read(0..<Int(original.state.size))
            return try await looking.made(of: bytes, part: part).embedding
        } catch let error as PictureError where error.code == .vanished {
            throw QueryError(.unknownPicture, "the file of the picture with the id \(id) is gone")
        }
    }
}
