/// Takes in one picture: decode -> embed -> keep -> store, all done when it returns.
///
/// Searches come first: decoding and embedding make room for them.
public struct Uploader: Sendable {
    private let decoder: any ImageDecoder
    private let embedder: any Embedder
    private let store: any VectorStore
    private let uploads: any UploadStore
    private let admission: Admission

    /// Joins the steps; `maxUploads` may be in work or wait at one time.
    public init(
        decoder: any ImageDecoder, embedder: any Embedder, store: any VectorStore, uploads: any UploadStore,
        maxUploads: Int = 64
    ) {
        self.decoder = decoder
        self.embedder = embedder
        self.store = store
        self.uploads = uploads
        admission = Admission(limit: maxUploads, refusal: "Too many uploads are waiting. Try again shortly.")
    }

    /// Embeds a picture, keeps its bytes, and stores it so that searches find it.
    ///
    /// The bytes are kept before the row is written: a crash between the two leaves a file that the next indexing
    /// of the uploads finds, never a row without its file.
    /// - Throws: ``PictureError`` when the bytes cannot be taken as a picture, ``Overloaded`` when too many uploads wait,
    ///   `CancellationError` when the client went before the picture was embedded; nothing is kept then.
    public func upload(_ bytes: [UInt8]) async throws -> Picture {
        try await admission.admit { try await takeIn(bytes) }
    }

    private func takeIn(_ bytes: [UInt8]) async throws -> Picture {
        let content = ContentHash(of: bytes)
        let (embedding, format) = try await Priority.$current.withValue(.background) {
            let decoded = try await decoder.decode(bytes, to: embedder.geometry)
            return (try await embedder.embed(decoded.pixels), decoded.format)
        }
        try Task.checkCancellation()
        let file = try await uploads.keep(bytes, content: content, format: format)
        let picture = Picture(
            id: PictureID(file.location), file: file, content: content, embedding: embedding)
        try await store.save([picture])
        return picture
    }
}
