/// Keeps pictures' vectors and finds the nearest ones.
public protocol VectorStore: Sendable {
    /// Records the model on first use, and refuses another one's vectors afterwards.
    ///
    /// - Throws: ``StoreError`` with code `otherModel`, naming both models and what to do.
    func adopt(_ model: ModelIdentity) async throws

    /// What is remembered of these pictures' files; a picture that is not stored has no entry.
    func files(of ids: [PictureID]) async throws -> [PictureID: StoredFile]

    /// The embeddings already made of these contents, wherever they lie.
    func embeddings(of contents: [ContentHash]) async throws -> [ContentHash: Embedding]

    /// Inserts or replaces pictures in one transaction; a replaced one is no longer missing.
    func save(_ pictures: [Picture]) async throws

    /// Records a file's new size and date, its content being the same; it is no longer missing.
    func refresh(_ files: [PictureID: PictureFile]) async throws

    /// What is recorded of these pictures' attempts; one without has no entry.
    func attempts(of ids: [PictureID]) async throws -> [PictureID: Attempt]

    /// Records that pictures are taken up, before they are: on the same file under the same rules, once more.
    func begin(_ attempts: [PictureID: Attempt]) async throws

    /// Records what came of pictures that were taken up.
    ///
    /// - Parameters:
    ///   - ids: came to something, or to nothing that lasts: their attempts are forgotten.
    ///   - refused: are refused for good, with the reason.
    /// - Throws: ``StoreError``.
    func end(_ ids: [PictureID], refused: [PictureID: Attempt]) async throws

    /// The keys of all pictures of a source that are not marked as missing.
    ///
    /// - Parameters:
    ///   - source: its name.
    ///   - folder: only those below this folder within the source; empty for all.
    /// - Returns: the keys.
    /// - Throws: ``StoreError``.
    func presentIDs(of source: String, below folder: String) async throws -> Set<PictureID>

    /// The paths of pictures within their sources; one that is not stored has no entry.
    func paths(of ids: [PictureID]) async throws -> [PictureID: String]

    /// Marks pictures whose files are gone: their vectors stay, searches pass them over.
    func markMissing(_ ids: [PictureID]) async throws

    /// Deletes the pictures of a source that are marked as missing, and tells how many they were.
    ///
    /// - Parameters:
    ///   - source: its name.
    ///   - folder: only those below this folder within the source; empty for all.
    /// - Returns: how many they were.
    /// - Throws: ``StoreError``.
    func deleteMissing(of source: String, below folder: String) async throws -> Int

    /// All sources that are recorded, in the order of their names.
    func sources() async throws -> [KnownSource]

    /// The files of a source's pictures, missing ones too.
    func files(in source: String) async throws -> [PictureFile]

    /// Changes sources in one transaction that no other change of sources overlaps.
    ///
    /// - Parameter decide: says what to change, given the sources at that moment; it may be asked again.
    /// - Throws: ``StoreError``; nothing is changed then.
    func changeSources(
        _ decide: @escaping @Sendable ([KnownSource]) -> SourceChanges) async throws

    /// The pictures nearest to a query, nearest first.
    ///
    /// - Parameters:
    ///   - query: of the adopted model's space.
    ///   - limit: 1...1,000.
    /// - Returns: exactly `limit` matches whenever so many pictures can be found, else all.
    /// - Throws: ``StoreError``.
    func nearest(to query: Embedding, limit: Int) async throws -> [Match]

    /// How many pictures can be found (those marked as missing are not counted).
    func count() async throws -> Int
}

/// A store that cannot do what was asked.
///
/// `description` is safe to show to anyone; `debugDescription` adds what the database said.
public struct StoreError: HintedError, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The kinds of faults.
    public struct Code: Sendable, Hashable {
        private enum Kind { case unavailable, overloaded, otherModel, unsuitableServer, alreadyInUse, full, failed }
        private let kind: Kind

        /// The database cannot be reached now; try again.
        public static let unavailable = Code(kind: .unavailable)
        /// Too many others are waiting, or this one waited too long; try again.
        public static let overloaded = Code(kind: .overloaded)
        /// The database holds another model's vectors.
        public static let otherModel = Code(kind: .otherModel)
        /// The server, its version or its extension does not serve.
        public static let unsuitableServer = Code(kind: .unsuitableServer)
        /// Another program uses the same data folder.
        public static let alreadyInUse = Code(kind: .alreadyInUse)
        /// No space is left.
        public static let full = Code(kind: .full)
        /// Anything else.
        public static let failed = Code(kind: .failed)
    }

    /// The kind of fault.
    public let code: Code
    /// What is wrong, without path, SQL or secret.
    public let description: String
    /// What can be done about it.
    public let hint: Hint?
    /// What the database or the system said; for logs only.
    public let cause: String
    /// The file or folder that the description speaks of, such as a log; for people at this machine only.
    public let place: String?

    /// Names a fault.
    public init(
        _ code: Code, _ description: String, hint: Hint? = nil, cause: String = "", place: String? = nil
    ) {
        self.code = code
        self.hint = hint
        self.description = description
        self.cause = cause
        self.place = place
    }

    /// The description with the place that it speaks of: for the terminal and for logs, never for clients.
    public var local: String { place.map { "\(description): \($0)" } ?? description }

    /// The description with its cause; for logs only.
    public var debugDescription: String { cause.isEmpty ? description : "\(description) [\(cause)]" }
}
