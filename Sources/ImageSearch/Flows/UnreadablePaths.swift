/// The places of a source that a listing could not look at.
struct UnreadablePaths {
    private static let slash = UInt8(ascii: "/")
    /// As bytes: to Swift, two names that look the same are equal.
    private let paths: Set<[UInt8]>

    init(_ paths: [String]) { self.paths = Set(paths.map { Array($0.utf8) }) }

    var isEmpty: Bool { paths.isEmpty }

    /// Whether a picture of this path may be there though the listing did not show it.
    ///
    /// So it is when the place itself could not be looked at, or a folder above it; the empty path is the folder above all.
    func mayHide(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        let ends = [0, bytes.count] + bytes.indices.filter { bytes[$0] == Self.slash }
        return ends.contains { paths.contains(Array(bytes[..<$0])) }
    }
}
