import ImageSearch
import PostgresClient

/// A part of the rows of pictures that stands for all of them.
///
/// Keys are digests: those below a bound are as good as drawn by lot, and the index of keys finds them, on shards too.
struct RowSample {
    /// The share of all rows that belong to it, 0...1.
    let share: Double

    /// All rows of a table that has up to so many, else about so many.
    ///
    /// - Parameters:
    ///   - rows: how many are wanted.
    ///   - total: how many there are, about.
    init(of rows: Int, among total: Int) { share = total <= rows ? 1 : Double(rows) / Double(total) }

    /// Everything belongs to it.
    var isWhole: Bool { share == 1 }

    /// The rows that belong to it.
    var condition: Fragment {
        guard !isWhole else { return "true" }
        let bound = UInt64(share * 0x1p64)
        return "id < \(.uuid(PictureID(bytes: bound.networkBytes + [UInt8](repeating: 0, count: 8))))"
    }

    /// About how many of all rows there are for so many of the sample.
    func total(_ count: Int64) -> Int { isWhole ? Int(count) : Int((Double(count) / share).rounded()) }

    /// About how many rows the table has, gone ones too, as its last VACUUM or ANALYZE found; 0 where the server does not know.
    static func estimatedRows(_ session: Session) throws -> Int {
        let rows = try session.run(
            .prepared("SELECT greatest(reltuples, 0)::int8 FROM pg_class WHERE oid = to_regclass('images')"))
        return rows.count > 0 ? Int(rows.int64(0, 0)) : 0
    }
}
