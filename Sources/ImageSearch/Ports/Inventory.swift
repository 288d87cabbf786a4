/// Tells of all that is stored: numbers, values, copies, refused files.
///
/// No method takes more memory than one part of an answer needs.
public protocol Inventory: Sendable {
    /// What is stored, in numbers: exact while there are few pictures, else partly reckoned up from a sample, so that it takes
    /// no longer than a search.
    ///
    /// - Throws: ``StoreError``.
    func statistics() async throws -> CatalogueStatistics

    /// How many pictures that can be found meet a filter: exact while there are few pictures, as ``statistics()`` is.
    ///
    /// - Throws: ``StoreError``.
    func count(where filter: Filter) async throws -> PictureCount

    /// What can be asked of the pictures that can be found, for people who type.
    ///
    /// - Parameters:
    ///   - kind: which of a picture's values are wanted.
    ///   - prefix: what they begin with, in any case; empty for all.
    ///   - limit: how many, 1 or more.
    /// - Returns: the most frequent first; of equally frequent ones in the order of their bytes. Rare values may be missing where
    ///   ``CatalogueStatistics/isExact`` would be false.
    /// - Throws: ``StoreError``.
    func suggestions(for kind: SuggestionKind, prefix: String, limit: Int) async throws -> [Suggestion]

    /// Groups of pictures that can be found and whose bytes are the same.
    ///
    /// - Parameters:
    ///   - last: the content of the last group of the part before; `nil` for the first part.
    ///   - limit: how many groups, 1 or more.
    /// - Returns: groups in the order of their contents, of 2 pictures at least, each in the order of keys and with no more than
    ///   ``largestGroup`` of them; fewer than `limit` groups at the end only.
    /// - Throws: ``StoreError``.
    func copies(after last: ContentHash?, limit: Int) async throws -> [[StoredPicture]]

    /// How many pictures that can be found have these bytes.
    ///
    /// - Throws: ``StoreError``.
    func pictures(of content: ContentHash) async throws -> Int

    /// The perceptual hashes of pictures that can be found and have one.
    ///
    /// - Parameters:
    ///   - last: the key of the last one of the part before; `nil` for the first part.
    ///   - limit: how many, 1 or more.
    /// - Returns: in the order of keys; fewer than `limit` at the end only.
    /// - Throws: ``StoreError``.
    func perceptualHashes(after last: PictureID?, limit: Int) async throws -> [HashedPicture]

    /// Files that were refused for good and have not changed since, as far as is known.
    ///
    /// - Parameters:
    ///   - last: the key of the last one of the part before; `nil` for the first part.
    ///   - limit: how many, 1 or more.
    /// - Returns: in the order of keys; fewer than `limit` at the end only.
    /// - Throws: ``StoreError``.
    func refusals(after last: PictureID?, limit: Int) async throws -> [RefusedFile]
}

extension Inventory {
    /// The most pictures that a group of ``copies(after:limit:)`` lists.
    public static var largestGroup: Int { 1000 }
}
