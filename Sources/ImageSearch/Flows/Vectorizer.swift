/// Makes vectors for other programs: of texts, and of pictures that are looked at and forgotten.
///
/// Searches come first.
public struct Vectorizer: Sendable {
    /// How many texts, and how many pictures, may be asked for at once.
    public static let limits = (texts: 64, pictures: 16)

    private let looking: Looking
    private let admission: Admission

    /// Takes what looks at pictures; `maxRequests` may be in work or wait at one time.
    public init(looking: Looking, maxRequests: Int = 16) {
        self.looking = looking
        admission = Admission(limit: maxRequests, refusal: "Too many vectors are being made. Try again shortly.")
    }

    /// The model that makes them.
    public var model: ModelIdentity { looking.embedder.model }

    /// The vectors of texts and of pictures, in their order.
    ///
    /// - Throws: ``PictureError`` when bytes cannot be taken as a picture, what the model throws, ``Overloaded`` when too many
    ///   requests wait.
    public func vectors(
        ofTexts texts: [String], pictures: [[UInt8]]
    ) async throws -> (texts: [Embedding], pictures: [Embedding]) {
        try await admission.admit {
            try await Priority.$current.withValue(.background) {
                var ofTexts: [Embedding] = []
                var ofPictures: [Embedding] = []
                for text in texts { ofTexts.append(try await looking.embedder.embed(text)) }
                for picture in pictures { ofPictures.append(try await looking.made(of: picture).embedding) }
                return (ofTexts, ofPictures)
            }
        }
    }
}
