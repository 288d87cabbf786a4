/// The SHA-256 of a picture's bytes: what a picture is, wherever it lies.
public struct ContentHash: Sendable, Hashable, CustomStringConvertible {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// Takes the 32 bytes of a SHA-256.
    public init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "expected 32 bytes, not \(bytes.count)")
        self.bytes = bytes
    }

    /// 64 lower-case hexadecimal digits.
    public var description: String { hexadecimal(bytes) }
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
/// It is computed by the client, so that one key works on a single server and on shards alike.
public struct PictureID: Sendable, Hashable, CustomStringConvertible {
    /// The 16 bytes, in network order.
    public let bytes: [UInt8]

    /// Takes 16 bytes as the store returns them.
    public init(bytes: [UInt8]) {
        precondition(bytes.count == 16, "expected 16 bytes, not \(bytes.count)")
        self.bytes = bytes
    }

    /// Computes the key of a location.
    public init(_ location: PictureLocation, hasher: some ContentHasher) {
        let name = Array(location.source.utf8) + [0] + Array(location.path.utf8)
        bytes = Array(hasher.hash(name).bytes.prefix(16))
    }

    /// The form of a UUID: 8-4-4-4-12 hexadecimal digits.
    public var description: String {
        let digits = Array(hexadecimal(bytes))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
