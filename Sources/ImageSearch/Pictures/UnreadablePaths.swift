/// The places of a source that a listing could not look at: pictures may lie at and below them.
///
/// Their number is bounded: beyond it each is replaced by the folder that holds it, which guards more, never less.
public struct UnreadablePaths: Sendable, Equatable {
    /// How many places are told apart.
    public static let maxCount = 256
    private static let slash = UInt8(ascii: "/")
    /// As bytes: to Swift, two names that look the same are equal.
    private var places: Set<[UInt8]> = []

    /// Nothing was unreadable.
    public init() {}

    /// Takes places by their paths within the source.
    public init(_ paths: [String]) { for path in paths { insert(path) } }

    /// Nothing could be looked at: the empty path is the folder above all.
    public static let everything = UnreadablePaths([""])

    /// Everything could be looked at.
    public var isEmpty: Bool { places.isEmpty }

    /// The places, by their paths within the source, in no order; the empty one is the source as a whole.
    public var paths: [String] { places.map { String(decoding: $0, as: UTF8.self) } }

    /// Adds a place, by its path within the source.
    public mutating func insert(_ path: String) {
        places.insert(Array(path.utf8))
        while places.count > Self.maxCount { places = Set(places.map(Self.folder)) }
    }

    /// Whether a picture of this path may be there though the listing did not show it.
    ///
    /// So it is when the place itself could not be looked at, or a folder above it.
    public func mayHide(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        let ends = [0, bytes.count] + bytes.indices.filter { bytes[$0] == Self.slash }
        return ends.contains { places.contains(Array(bytes[..<$0])) }
    }

    private static func folder(_ path: [UInt8]) -> [UInt8] { Array(path[..<(path.lastIndex(of: slash) ?? 0)]) }
}
