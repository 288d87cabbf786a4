import CLIPEmbedding
import EmbeddedPostgres
import Logging
import PostgresStore

/// The program, put together as the settings say: the one place that knows all of its parts.
///
/// ```swift
/// try await Library(settings).open(for: .searchingByText) { library in
///     try await library.searcher.search(Query(.words("a green tree")))
/// }
/// ```
///
/// Nothing is opened before it is asked for, and no more than was asked for.
struct Library: Sendable {
    let settings: Settings
    let log: Logger
    let home = HomeFolder.find()

    init(_ settings: Settings, log: Logger? = nil) {
        self.settings = settings
        self.log = log ?? Logger(label: "imagesearch") { _ in LineLogHandler(level: settings.logLevel, file: nil) }
    }

    /// What pictures are indexed or found for, which decides what has to be opened.
    enum Purpose {
        case serving, indexing, searchingByText, searchingByPicture, searchingByTextAndPicture
    }

    /// Opens the database and then the model, runs work on them, and closes them in reverse when it ends.
    ///
    /// - Parameters:
    ///   - purpose: what the work is for; no more is opened than it needs.
    ///   - work: what to do.
    /// - Returns: what the work returns.
    /// - Throws: ``ImageSearch/StoreError``, `ModelHubError`, `ModelError`, or what the work throws.
    func open<Value: Sendable>(
        for purpose: Purpose, _ work: @escaping @Sendable (OpenLibrary) async throws -> Value
    ) async throws -> Value {
        try AddressSpace.check()
        return try await withDatabase(purpose == .serving ? .own : .share) { connection in
            let pictures = try await PictureDatabase(connection, log: log)
            let embedder = try await embedder(for: purpose)
            try await pictures.adopt(embedder.model)
            let library = OpenLibrary(settings, embedder: embedder, pictures: pictures, log: log)
            await library.loadRelevance()
            return try await work(library)
        }
    }
}
