public import ImageSearch

/// A digest for tests: FNV-1a from four starting values, filling 32 bytes.
///
/// Not SHA-256, and not secure.
public struct FakeHasher: ContentHasher {
    /// Makes a hasher.
    public init() {}

    /// 32 bytes that differ where the contents do.
    public func hash(_ bytes: [UInt8]) -> ContentHash {
        let words = (0..<4).map { (seed: UInt64) in
            bytes.reduce(0xcbf2_9ce4_8422_2325 ^ (seed &* 0x9e37_79b9_7f4a_7c15)) {
                ($0 ^ UInt64($1)) &* 0x100_0000_01b3
            }
        }
        return ContentHash(bytes: words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } })
    }
}
