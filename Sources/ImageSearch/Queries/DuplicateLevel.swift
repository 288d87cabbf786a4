/// How alike two pictures are to be shown as one.
public enum DuplicateLevel: String, Sendable, CaseIterable {
    /// The same bytes.
    case content
    /// The same picture in another format, size or compression, by its perceptual hash.
    case picture
    /// The same scene, by its embedding.
    case scene
}

extension DuplicateLevel {
    /// The greatest cosine distance of two pictures of one scene.
    static let sceneDistance = 0.05

    /// Whether two perceptual hashes are those of one picture.
    static func areSamePicture(_ one: UInt64, _ other: UInt64) -> Bool {
        (one ^ other).nonzeroBitCount <= Facts.samePictureBits
    }

    /// Whether two embeddings are those of one scene.
    static func areSameScene(_ one: Embedding, _ other: Embedding) -> Bool {
        one.cosineDistance(to: other) <= sceneDistance
    }
}
