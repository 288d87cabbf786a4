/// Takes in one picture: look -> keep -> save, all done when it returns.
///
/// Searches come first: decoding and embedding make room for them.
public struct Uploader: Sendable {
    private let looking: Looking
    private let uploads: any UploadStore
    private let catalogue: any Catalogue
    private let activity: Activity?
    private let admission: Admission

    /// Joins the steps; `maxUploads` may be in work or wait at one time.
    public init(
        looking: Looking, uploads: any UploadStore, catalogue: any Catalogue, activity: Activity? = nil,
        maxUploads: Int = 64
    ) {
        self.looking = looking
        self.uploads = uploads
        self.catalogue = catalogue
        self.activity = activity
        admission = Admission(limit: maxUploads, refusal: "Too many uploads are waiting. Try again shortly.")
    }

    /// Looks at a picture, keeps its bytes, and saves it so that searches find it.
    ///
    /// A picture whose content is stored already, wherever it lies, is neither decoded nor embedded again. The bytes are kept
    /// before the row is written: a crash between the two leaves a file that the next sync of the uploads finds, never a
    /// row without its file.
    /// - Throws: ``PictureError`` when the bytes cannot be taken as a picture, ``Overloaded`` when too many uploads wait,
    ///   `CancellationError` when the client went before the picture was looked at; nothing is kept then.
    public func upload(_ bytes: [UInt8]) async throws -> Picture {
        try await admission.admit {
            let finding = try await Priority.$current.withValue(.background) {
                try await looking.look(at: bytes, looking.content(of: bytes))
            }
            try Task.checkCancellation()
            let file = try await uploads.keep(bytes, content: finding.content, format: finding.format(of: bytes))
            let picture = finding.picture(in: file)
            try await catalogue.save([picture])
            activity?.report(.added(source: picture.file.location.source, [picture.id]))
            // Until here, uploads of the same were given it.
            return withExtendedLifetime(finding) { picture }
        }
    }
}

extension Uploader {
    /// What became of a picture that was to be deleted.
    public enum Removal: Sendable {
        /// Its file and its row are deleted.
        case removed
        /// There is no such picture.
        case unknown
        /// It was not uploaded, and is as it was.
        case notAnUpload
    }

    /// Deletes an uploaded picture: its file, then its row.
    ///
    /// A crash between the two leaves a row without its file, which the next sync of the uploads finds gone.
    /// - Throws: ``StoreError``.
    public func remove(_ id: PictureID) async throws -> Removal {
        guard let picture = try await catalogue.picture(id) else { return .unknown }
        guard try await uploads.remove(picture.location, content: picture.content) else { return .notAnUpload }
        _ = try await catalogue.remove(id)
        activity?.report(.gone(source: picture.location.source, count: 1, [id]))
        return .removed
    }
}

extension Finding {
    /// As it was decoded; an earlier version stored contents without it, and told it by the first bytes as well.
    fileprivate func format(of bytes: [UInt8]) throws(PictureError) -> ImageFormat {
        if let format = known.facts?.format ?? ImageFormat(content: bytes) { return format }
        throw PictureError(.notAPicture, "no format that is read")
    }
}
