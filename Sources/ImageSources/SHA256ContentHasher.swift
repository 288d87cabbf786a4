import Crypto
public import ImageSearch

/// Tells pictures apart by the SHA-256 of their bytes.
public struct SHA256ContentHasher: ContentHasher {
    /// Makes a hasher; it holds nothing.
    public init() {}

    /// The SHA-256 of some bytes.
    public func hash(_ bytes: [UInt8]) -> ContentHash { ContentHash(bytes: Array(SHA256.hash(data: bytes))) }
}
