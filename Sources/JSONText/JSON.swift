/// A JSON value.
///
/// Read by a parser of its own: Foundation's JSONDecoder takes 120 to 220 ms for CLIP's tokenizer.json, which would be a
/// fifth of the time that one search on the command line may take; this one takes a tenth of that. It also suits
/// package files, where the same field is a number in one and an object in another.
package enum JSON: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([(key: String, value: JSON)])

    /// The value of an object's field; `nil` when it is absent, null, or this is no object.
    package subscript(key: String) -> JSON? {
        guard case .object(let fields) = self, let value = fields.first(where: { $0.key == key })?.value else {
            return nil
        }
        if case .null = value { return nil }
        return value
    }

    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var number: Double? { if case .number(let value) = self { value } else { nil } }
    package var integer: Int? { number.flatMap { Int(exactly: $0) } }
    /// The number of a token; `nil` for one that no table can have.
    package var tokenID: Int32? { integer.flatMap(Int32.init(exactly:)).flatMap { $0 >= 0 ? $0 : nil } }
    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var array: [JSON]? { if case .array(let values) = self { values } else { nil } }
    package var fields: [(key: String, value: JSON)]? { if case .object(let fields) = self { fields } else { nil } }
}

/// Text that is not JSON.
package struct JSONError: Error, CustomStringConvertible {
    package let expected: String
    /// Bytes before it.
    package let offset: Int
    package var description: String { "expected \(expected) at byte \(offset)" }
}
