/// How alike two pictures are to be shown as one.
public enum DuplicateLevel: String, Sendable, CaseIterable {
    /// The same bytes.
    case content
    /// The same picture in another format, size or compression, by its perceptual hash.
    case picture
    /// The same scene, by its embedding.
    case scene
}
