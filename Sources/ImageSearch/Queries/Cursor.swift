import Crypto

/// Where a part of an answer begins: behind the last match of the part before it.
///
/// It holds the place of that match in the order, so that nothing comes twice, whatever is added or goes meanwhile, and which query
/// it belongs to.
public struct Cursor: Sendable, Hashable {
    /// The first part of an answer, which may hold other pictures than the whole: an index finds less for few than for many.
    public struct First: Sendable, Hashable {
        /// What the part is remembered by (``FirstParts``).
        let token: UInt64
        /// The value of its last match.
        let value: Double
    }

    /// What the matches are ordered by: a cosine distance, or seconds since 1970.
    public let value: Double
    /// Of equal values, the keys up to this one have been.
    public let id: PictureID
    /// `nil` where the order is not by distance: then every part is cut from the same whole.
    let first: First?
    /// The first 8 bytes of a digest of the query without its page.
    private let query: UInt64

    /// Begins behind a match of a query.
    public init(behind value: Double, _ id: PictureID, of query: Query, first: First? = nil) {
        self.value = value
        self.id = id
        self.first = first
        self.query = query.digest
    }

    /// Begins with all that the first part does not hold.
    init(behind first: First, of query: Query) {
        self.init(behind: Cursor.beforeAll, PictureID(bytes: [UInt8](repeating: 0, count: 16)), of: query, first: first)
    }

    /// Less than every distance.
    private static let beforeAll = -1.0

    /// Whether it belongs to this query.
    public func belongs(to query: Query) -> Bool { self.query == query.digest }

    /// Whether something comes behind it in an order in which smaller values come first.
    ///
    /// - Parameters:
    ///   - value: what it is ordered by.
    ///   - id: its key.
    ///   - firstPart: the pictures of the first part; `nil` where they are not remembered: then what lies nearer than its last one
    ///     is taken for shown.
    /// - Returns: whether it was not shown yet.
    func precedes(_ value: Double, _ id: PictureID, firstPart: Set<PictureID>? = nil) -> Bool {
        guard (self.value, self.id) < (value, id) else { return false }
        guard let first else { return true }
        return firstPart.map { !$0.contains(id) } ?? (value > first.value)
    }
}
extension Cursor: CustomStringConvertible {
    private static let version: UInt8 = 2
    private static let bytes = 1 + 8 + 8 + 16
    private static let bytesWithFirst = bytes + 8 + 8

    /// The form of ``description``, as a regular expression.
    package static let pattern = "^[0-9a-f]{66}([0-9a-f]{32})?$"

    /// 66 lower-case hexadecimal digits, or 98 with a first part.
    public var description: String {
        let first = first.map { bigEndian($0.token) + bigEndian($0.value.bitPattern) } ?? []
        return hexadecimal([Cursor.version] + bigEndian(query) + bigEndian(value.bitPattern) + id.bytes + first)
    }

    /// Reads what ``description`` writes.
    ///
    /// - Throws: ``QueryError`` with code `cursor` for anything else.
    public init(_ text: String) throws(QueryError) {
        guard let bytes = unhexadecimal(text), [Cursor.bytes, Cursor.bytesWithFirst].contains(bytes.count),
            bytes[0] == Cursor.version
        else { throw QueryError(.cursor, "this is no cursor of an answer") }
        query = number(bytes[1..<9])
        value = Double(bitPattern: number(bytes[9..<17]))
        id = PictureID(bytes: Array(bytes[17..<33]))
        first =
            bytes.count == Cursor.bytes
            ? nil : First(token: number(bytes[33..<41]), value: Double(bitPattern: number(bytes[41..<49])))
        guard value.isFinite, first?.value.isFinite ?? true else {
            throw QueryError(.cursor, "this is no cursor of an answer")
        }
    }
}

extension Query {
    /// Tells it from other queries, whatever part of the answer is asked for.
    fileprivate var digest: UInt64 {
        number(Array(SHA256.hash(data: Array(textWithoutLimit.utf8))).prefix(8))
    }
}

func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
}

func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
