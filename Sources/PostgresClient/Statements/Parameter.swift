import CPostgres

/// A value for a statement's `$n`, in PostgreSQL's binary form.
package struct Parameter {
    /// The type's object identifier; 0 lets the server tell from the statement's cast.
    let type: Oid
    /// `nil` is NULL.
    let bytes: [UInt8]?

    /// A key of 16 bytes.
    package static func uuid(_ bytes: [UInt8]) -> Parameter { Parameter(type: 2950, bytes: bytes) }
    package static func uuids(_ ids: [[UInt8]]) -> Parameter { array(of: 2950, type: 2951, ids) }
    package static func text(_ text: String) -> Parameter { Parameter(type: 25, bytes: Array(text.utf8)) }
    package static func text(_ text: String?) -> Parameter { Parameter(type: 25, bytes: text.map { Array($0.utf8) }) }
    package static func texts(_ texts: [String]) -> Parameter {
        array(of: 25, type: 1009, texts.map { Array($0.utf8) })
    }
    package static func bytes(_ bytes: [UInt8]) -> Parameter { Parameter(type: 17, bytes: bytes) }
    package static func byteArrays(_ arrays: [[UInt8]]) -> Parameter { array(of: 17, type: 1001, arrays) }
    package static func double(_ value: Double?) -> Parameter {
        Parameter(type: 701, bytes: value?.bitPattern.networkBytes)
    }
    package static func int64(_ value: Int64) -> Parameter { Parameter(type: 20, bytes: value.networkBytes) }
    package static func int64(_ value: Int64?) -> Parameter { Parameter(type: 20, bytes: value?.networkBytes) }

    /// pgvector's binary form: 16 bits of dimension, 16 unused bits, then half-precision floats.
    package static func halfvec(_ values: [Float]) -> Parameter {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 + 2 * values.count)
        bytes += UInt16(values.count).networkBytes + [0, 0]
        for value in values {
            let half = HalfPrecision.encode(value)
            bytes.append(UInt8(half >> 8))
            bytes.append(UInt8(truncatingIfNeeded: half))
        }
        return Parameter(type: 0, bytes: bytes)
    }

    /// A one-dimensional array: dimensions, has-null flag, element type, length, lower bound, then sized elements.
    private static func array(of element: Oid, type: Oid, _ elements: [[UInt8]]) -> Parameter {
        var bytes = Int32(elements.isEmpty ? 0 : 1).networkBytes + Int32(0).networkBytes + element.networkBytes
        if !elements.isEmpty { bytes += Int32(elements.count).networkBytes + Int32(1).networkBytes }
        for value in elements { bytes += Int32(value.count).networkBytes + value }
        return Parameter(type: type, bytes: bytes)
    }

    /// Lends parameters in the three parallel arrays that libpq takes: values, lengths, formats.
    static func withCArrays<R>(
        _ parameters: [Parameter],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) -> R
    ) -> R {
        // One byte more than needed: an empty value must have an address, since none means NULL.
        let packed: [UInt8] = parameters.flatMap { $0.bytes ?? [] } + [0]
        let lengths = parameters.map { Int32($0.bytes?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: parameters.count)
        return packed.withUnsafeBytes { buffer in
            var offset = 0
            let values = zip(parameters, lengths).map { parameter, length -> UnsafePointer<CChar>? in
                defer { offset += Int(length) }
                guard parameter.bytes != nil else { return nil }
                return buffer.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) }
            }
            return body(values, lengths, formats)
        }
    }
}

extension FixedWidthInteger {
    /// The bytes in network order, highest first.
    package var networkBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}
