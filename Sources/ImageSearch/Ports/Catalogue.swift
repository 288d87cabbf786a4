/// Remembers sources, their files and what the pictures in them are.
///
/// A picture is *gone* when its file no longer holds it: it is kept with its embedding, searches pass it over, and it is
/// found again when its file is back. Every method that is handed nothing does nothing; one that fails throws
/// ``StoreError`` and has changed nothing.
public protocol Catalogue: Inventory {
    // MARK: Runs

    /// Begins to bring a source up to date: the run gets the next number of its source.
    ///
    /// A source that is not recorded yet is, by its name alone.
    /// - Parameters:
    ///   - source: its name.
    ///   - folder: only what lies below this folder within the source is of concern; empty for all.
    /// - Returns: the run; one that is never finished changes nothing of its own.
    /// - Throws: ``StoreError``.
    func begin(_ source: String, below folder: String) async throws -> Run

    /// Which of these files have to be looked at: those that are new, or not in the state in which they are stored.
    ///
    /// All of them count as seen by every run of the source begun so far: by this one and by those that go on beside it.
    /// One that is stored in this state and was gone is no longer gone. An unchanged file costs a narrow write.
    /// - Parameters:
    ///   - files: of the run's source, each once.
    ///   - run: a run that was begun.
    /// - Returns: the new and changed ones, in the order in which they came, with what is remembered of them.
    /// - Throws: ``StoreError``.
    func unknown(among files: [PictureFile], in run: Run) async throws -> [UnknownFile]

    /// Ends a run: the pictures of its part that no run has seen since it began are gone, in one statement.
    ///
    /// Nothing is gone when the source was forgotten meanwhile.
    /// - Parameters:
    ///   - run: a run whose listing came to its end.
    ///   - unreadable: what the listing could not look at: pictures there are left as they are.
    /// - Returns: what became of the pictures that were not seen.
    /// - Throws: ``StoreError``.
    func finish(_ run: Run, guarding unreadable: UnreadablePaths) async throws -> UnseenPictures

    /// Deletes the pictures of a source that are gone, with all that is remembered of them.
    ///
    /// - Parameters:
    ///   - source: its name.
    ///   - folder: only those below this folder within the source; empty for all.
    /// - Returns: how many they were.
    /// - Throws: ``StoreError``.
    func prune(_ source: String, below folder: String) async throws -> Int

    // MARK: Pictures

    /// What is known of these contents, wherever they lie, gone or not; one that is not stored has no entry.
    func known(_ contents: [ContentHash]) async throws -> [ContentHash: KnownContent]

    /// Inserts or replaces pictures in one transaction; of two with the same key the later one stays.
    ///
    /// They are not gone, count as seen by every run of their source begun so far, and their attempts are forgotten.
    func save(_ pictures: [Picture]) async throws

    /// Records new states of stored pictures' files whose content is the same, with the effects of ``save(_:)``.
    func refresh(_ files: [PictureFile]) async throws

    /// A picture that can be found; `nil` when there is none, or it is gone.
    func picture(_ id: PictureID) async throws -> StoredPicture?

    /// Those of some pictures that can be found, each once, in any order.
    func pictures(_ ids: [PictureID]) async throws -> [StoredPicture]

    /// Which of some conditions each of some pictures meets.
    ///
    /// - Returns: for each picture that can be found those that it meets, in the order of `conditions`; what is unknown of a
    ///   picture meets nothing.
    /// - Throws: ``StoreError``.
    func conditions(among conditions: [Condition], metBy ids: [PictureID]) async throws -> [PictureID: [Condition]]

    /// Pictures that can be found, by their dates; of equal ones the smaller key comes first.
    ///
    /// - Parameters:
    ///   - filter: which pictures are wanted.
    ///   - order: newest or oldest.
    ///   - last: the picture behind which to begin, by its date and key; `nil` for the first.
    ///   - count: how many, 1 or more.
    /// - Returns: as many as there are, at most `count`.
    /// - Throws: ``StoreError``.
    func pictures(
        where filter: Filter, by order: Order, after last: (date: Int64, id: PictureID)?, count: Int
    ) async throws -> [StoredPicture]

    /// How many pictures can be found, exactly: it may read the whole table.
    func count() async throws -> Int

    /// About how many pictures can be found, from what the database knows anyway; exact while they are few.
    func estimatedCount() async throws -> Int

    /// Deletes a picture with all that is remembered of it; one that is not stored is no error.
    ///
    /// - Returns: whether it was there.
    /// - Throws: ``StoreError``.
    func remove(_ id: PictureID) async throws -> Bool

    /// Marks a picture that can be found as a favourite, or takes the mark away; with it all that have the same bytes.
    ///
    /// The mark stays with the bytes wherever they lie, gone or not, and with the row when its file changes.
    /// - Returns: whether there is such a picture.
    /// - Throws: ``StoreError``.
    func setFavourite(_ id: PictureID, _ isFavourite: Bool) async throws -> Bool

    /// Pictures that can be found and whose facts are unknown, or were made by an earlier extractor.
    ///
    /// - Parameters:
    ///   - extractor: the number below which facts are outdated.
    ///   - last: the key of the last one of the part before; `nil` for the first part.
    ///   - limit: how many, 1 or more.
    /// - Returns: in the order of keys; fewer than `limit` at the end only.
    /// - Throws: ``StoreError``.
    func outdatedFacts(below extractor: Int, after last: PictureID?, limit: Int) async throws -> [StoredPicture]

    /// Records the facts of contents, for all pictures of each, gone or not; those of a later extractor stay.
    func save(_ facts: [ContentHash: Facts]) async throws

    // MARK: Attempts

    /// Records that files are taken up, before they are decoded: in the same state under the same rules once more, else
    /// for the first time.
    ///
    /// The attempt is this program's: it counts once the program has ended and left it behind.
    /// - Parameters:
    ///   - files: those that are taken up.
    ///   - rules: what a refusal depends on beside the file.
    /// - Throws: ``StoreError``.
    func attempt(_ files: [PictureFile], rules: String) async throws

    /// Records files that are refused for good; a stored picture of such a file is gone, its state kept as it was.
    ///
    /// - Parameters:
    ///   - refusals: the files, each with its reason, whose code is lasting.
    ///   - rules: what the refusals depend on beside the files.
    /// - Throws: ``StoreError``.
    func refuse(_ refusals: [Refusal], rules: String) async throws

    /// Forgets the attempts on files that came to nothing that lasts.
    func withdraw(_ files: [PictureFile]) async throws

    // MARK: Sources

    /// All sources that are recorded, in the order of their names' bytes.
    func sources() async throws -> [Source]

    /// The files of a source's pictures, gone ones too.
    func files(in source: String) async throws -> [PictureFile]

    /// Changes sources in one transaction that no other change of sources overlaps.
    ///
    /// Pictures that are moved keep what is remembered of them, but for attempts, and count as seen by every run of their
    /// new source begun so far. A source that is recorded anew keeps its runs.
    /// - Parameter decide: says what to change, given the sources at that moment; it may be asked again.
    /// - Throws: ``StoreError``.
    func changeSources(_ decide: @escaping @Sendable ([Source]) -> SourceChanges) async throws
}
