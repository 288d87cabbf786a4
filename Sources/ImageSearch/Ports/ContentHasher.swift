/// Computes SHA-256, which tells pictures apart by their bytes.
public protocol ContentHasher: Sendable {
    /// The digest of some bytes.
    func hash(_ bytes: [UInt8]) -> ContentHash
}
