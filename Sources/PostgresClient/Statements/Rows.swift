import CPostgres

/// The rows that one statement returned, in binary form; it owns libpq's result.
package final class Rows {
    private let result: OpaquePointer

    init(owning result: OpaquePointer) { self.result = result }

    deinit { PQclear(result) }

    /// How many rows there are.
    package var count: Int { Int(PQntuples(result)) }

    /// How many rows an UPDATE, INSERT or DELETE touched.
    package var touched: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    /// Makes a value of each row's number.
    package func map<T>(_ transform: (Int) -> T) -> [T] { (0..<count).map(transform) }

    package func isNull(_ row: Int, _ column: Int) -> Bool { PQgetisnull(result, Int32(row), Int32(column)) == 1 }

    package func bytes(_ row: Int, _ column: Int) -> [UInt8] { withBytes(row, column) { Array($0) } }

    package func text(_ row: Int, _ column: Int) -> String {
        withBytes(row, column) { String(decoding: $0, as: UTF8.self) }
    }

    package func bool(_ row: Int, _ column: Int) -> Bool { withBytes(row, column) { $0.first == 1 } }

    package func int64(_ row: Int, _ column: Int) -> Int64 { Int64(bigEndian: load(row, column)) }

    package func double(_ row: Int, _ column: Int) -> Double {
        Double(bitPattern: UInt64(bigEndian: load(row, column)))
    }

    /// The numbers of a `halfvec`, in single precision.
    package func halfvec(_ row: Int, _ column: Int) -> [Float] {
        withBytes(row, column) { bytes in
            stride(from: 4, to: bytes.count - 1, by: 2).map { offset in
                HalfPrecision.decode(UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1]))
            }
        }
    }

    private func load<T: FixedWidthInteger>(_ row: Int, _ column: Int) -> T {
        withBytes(row, column) { bytes in
            precondition(bytes.count == MemoryLayout<T>.size, "column \(column) has \(bytes.count) bytes")
            return bytes.loadUnaligned(as: T.self)
        }
    }

    private func withBytes<R>(_ row: Int, _ column: Int, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        let length = Int(PQgetlength(result, Int32(row), Int32(column)))
        return body(UnsafeRawBufferPointer(start: PQgetvalue(result, Int32(row), Int32(column)), count: length))
    }
}
