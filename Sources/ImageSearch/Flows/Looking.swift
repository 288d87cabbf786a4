/// The step that syncing, uploading and searching share: bytes -> content -> known? -> decode -> embedding and facts.
///
/// A content is decoded and embedded once, however many files hold it, be they stored or in work at the same moment.
public struct Looking: Sendable {
    /// Computes a content's hash on a thread that may be busy for a while.
    public typealias Hash = @Sendable (_ bytes: [UInt8]) async throws -> ContentHash

    let decoder: any ImageDecoder
    let embedder: any Embedder
    private let catalogue: any Catalogue
    private let hash: Hash
    private let inWork = ContentsInWork()

    /// Joins the steps.
    ///
    /// - Parameters:
    ///   - decoder: makes pixels of bytes.
    ///   - embedder: the model.
    ///   - catalogue: knows the contents that are stored.
    ///   - hash: computes a content's hash where that holds up nobody: the core has no threads of its own, and those of
    ///     the cooperative pool are not to be kept for the tenth of a second that a large file takes.
    public init(
        decoder: any ImageDecoder, embedder: any Embedder, catalogue: any Catalogue, hash: @escaping Hash
    ) {
        self.decoder = decoder
        self.embedder = embedder
        self.catalogue = catalogue
        self.hash = hash
    }

    /// What some bytes are, wherever they lie.
    func content(of bytes: [UInt8]) async throws -> ContentHash { try await hash(bytes) }

    /// What a picture shows and tells: remembered where its content is known, else made.
    ///
    /// - Parameters:
    ///   - bytes: the picture.
    ///   - content: its hash.
    ///   - beforeDecoding: is done before bytes are decoded that are not known.
    /// - Returns: a finding, which has to be kept until it is saved: other calls are given the same meanwhile.
    /// - Throws: ``PictureError`` when the bytes cannot be taken as a picture, ``StoreError``, what the model throws.
    func look(
        at bytes: [UInt8], _ content: ContentHash, beforeDecoding: () async throws -> Void = {}
    ) async throws -> Finding {
        let (known, isNew) = try await inWork.known(content) {
            if let known = try await catalogue.known([content])[content] { return (known, false) }
            try await beforeDecoding()
            return (try await made(of: bytes), true)
        }
        return Finding(content: content, known: known, isNew: isNew, unsaved: UnsavedContent(content, in: inWork))
    }

    /// What a picture shows and tells, made anew.
    ///
    /// So it is for a search: what is stored has half the precision, and a distance must not depend on whether the picture is
    /// stored; nor does who searches wait for a picture that is in work behind all searches.
    func made(of bytes: [UInt8], part: PicturePart? = nil) async throws -> KnownContent {
        let decoded = try await decoder.decode(bytes, part: part, to: embedder.geometry)
        return KnownContent(embedding: try await embedder.embed(decoded.pixels), facts: decoded.facts)
    }
}

/// What was found out about a picture's bytes.
struct Finding: Sendable {
    let content: ContentHash
    let known: KnownContent
    /// It was decoded and embedded for this.
    let isNew: Bool
    private let unsaved: UnsavedContent

    fileprivate init(content: ContentHash, known: KnownContent, isNew: Bool, unsaved: UnsavedContent) {
        self.content = content
        self.known = known
        self.isNew = isNew
        self.unsaved = unsaved
    }

    /// The picture in a file that holds these bytes.
    func picture(in file: PictureFile) -> Picture {
        Picture(file: file, content: content, embedding: known.embedding, facts: known.facts)
    }
}

/// Keeps what was made of a content for further calls, as long as somebody has yet to save it.
private final class UnsavedContent: Sendable {
    private let content: ContentHash
    private let inWork: ContentsInWork

    init(_ content: ContentHash, in inWork: ContentsInWork) {
        self.content = content
        self.inWork = inWork
    }

    deinit { inWork.saved(content) }
}
