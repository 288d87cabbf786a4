import Crypto

/// Where a part of an answer begins: behind the last match of the part before it.
///
/// It holds the place of that match in the order, so that nothing comes twice, whatever is added or goes meanwhile, and which query
/// it belongs to.
public struct Cursor: Sendable, Hashable {
    /// What the matches are ordered by: a cosine distance, or seconds since 1970.
    public let value: Double
    /// Of equal values, the keys up to this one have been.
    public let id: PictureID
    /// How many matches came before, 1 or more.
    public let count: Int
    /// The first 8 bytes of a digest of the query without its page.
    private let query: UInt64

    /// Begins behind a match of a query.
    public init(behind value: Double, _ id: PictureID, count: Int, of query: Query) {
        self.value = value
        self.id = id
        self.count = count
        self.query = query.digest
    }

    /// Whether it belongs to this query.
    public func belongs(to query: Query) -> Bool { self.query == query.digest }

    /// Whether something comes behind it in an order in which smaller values come first.
    public func precedes(_ value: Double, _ id: PictureID) -> Bool { (self.value, self.id) < (value, id) }
}
extension Cursor: CustomStringConvertible {
    private static let version: UInt8 = 1
    private static let bytes = 1 + 8 + 8 + 16 + 4

    /// 74 lower-case hexadecimal digits.
    public var description: String {
        let count = UInt32(clamping: count)
        let bytes = [Cursor.version] + bigEndian(query) + bigEndian(value.bitPattern) + id.bytes + bigEndian(count)
        return hexadecimal(bytes)
    }

    /// Reads what ``description`` writes.
    ///
    /// - Throws: ``QueryError`` with code `cursor` for anything else.
    public init(_ text: String) throws(QueryError) {
        guard let bytes = unhexadecimal(text), bytes.count == Cursor.bytes, bytes[0] == Cursor.version else {
            throw QueryError(.cursor, "this is no cursor of an answer")
        }
        query = number(bytes[1..<9])
        value = Double(bitPattern: number(bytes[9..<17]))
        id = PictureID(bytes: Array(bytes[17..<33]))
        count = Int(UInt32(truncatingIfNeeded: number(bytes[33..<37])))
        guard value.isFinite, count > 0 else { throw QueryError(.cursor, "this is no cursor of an answer") }
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
