import Crypto

/// The SHA-256 of a picture's bytes: what a picture is, wherever it lies.
public struct ContentHash: Sendable, Hashable, CustomStringConvertible {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// Computes it: blocks for about a millisecond a megabyte.
    public init(of content: [UInt8]) { self.init(bytes: Array(sha256(content))) }

    /// Takes the 32 bytes of a SHA-256.
    public init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "expected 32 bytes, not \(bytes.count)")
        words = (word(bytes, 0), word(bytes, 1), word(bytes, 2), word(bytes, 3))
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { bigEndian([words.0, words.1, words.2, words.3]) }

    /// 64 lower-case hexadecimal digits.
    public var description: String { hexadecimal(bytes) }

    /// Equal bytes.
    public static func == (one: ContentHash, other: ContentHash) -> Bool { one.words == other.words }

    /// Feeds the first eight bytes: a digest's are as good as any.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

/// Where a picture lies: its row in the store is known by this.
public struct PictureLocation: Sendable, Hashable, CustomStringConvertible {
    /// The name of the source, as results show it: a folder such as `data/test_images`.
    public let source: String
    /// The path within the source, with `/` between folders and no leading one.
    public let path: String

    /// Names a picture within a source.
    public init(source: String, path: String) {
        self.source = source
        self.path = path
    }

    /// The path as results show it: `data/test_images/tree.jpg`.
    public var description: String { source.hasSuffix("/") ? source + path : source + "/" + path }
}

/// The key of a picture's row: the first 16 bytes of the SHA-256 of source, a zero byte and path.
///
/// It is computed by the client, so that one key works on a single server and on shards alike. Keys are ordered by their bytes.
public struct PictureID: Sendable, Hashable, Comparable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    /// Takes 16 bytes as the store returns them.
    public init(bytes: [UInt8]) {
        precondition(bytes.count == 16, "expected 16 bytes, not \(bytes.count)")
        (high, low) = (word(bytes, 0), word(bytes, 1))
    }

    /// Computes the key of a location.
    public init(_ location: PictureLocation) {
        self.init(bytes: Array(sha256(Array(location.source.utf8) + [0] + Array(location.path.utf8)).prefix(16)))
    }

    /// Reads the form of a UUID, in any case; `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12], let bytes = unhexadecimal(parts.joined()) else { return nil }
        self.init(bytes: bytes)
    }

    /// The 16 bytes, in network order.
    public var bytes: [UInt8] { bigEndian([high, low]) }

    /// The form of a UUID: 8-4-4-4-12 hexadecimal digits.
    public var description: String {
        let digits = Array(hexadecimal(bytes))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }

    /// As their bytes are ordered.
    public static func < (one: PictureID, other: PictureID) -> Bool { (one.high, one.low) < (other.high, other.low) }
}

private func word(_ bytes: [UInt8], _ place: Int) -> UInt64 {
    bytes[place * 8..<place * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) }
}

private func bigEndian(_ words: [UInt64]) -> [UInt8] {
    words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
}

private func sha256(_ bytes: [UInt8]) -> SHA256.Digest {
    var digest = SHA256()
    bytes.withUnsafeBytes { digest.update(bufferPointer: $0) }
    return digest.finalize()
}
