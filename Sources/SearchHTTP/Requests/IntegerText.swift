/// A whole number in the spellings that pydantic takes: ` 5 `, `+5`, `1_000`, `5.00`.
struct IntegerText {
    /// Python reads no longer numbers from text.
    private static let maxDigits = 4300

    private let isNegative: Bool
    private let digits: [UInt8]

    /// Reads a number within bounds from the text of a parameter.
    static func value(
        of text: String, in bounds: ClosedRange<Int>, _ name: String
    ) throws(ValidationFault) -> Int {
        guard let number = IntegerText(text) else { throw .notAnInteger(name, text) }
        guard number.digits.count <= maxDigits else { throw .tooManyDigits(name, text) }
        // What does not fit an Int is beyond any bound all the same.
        let value = number.value ?? (number.isNegative ? .min : .max)
        if value < bounds.lowerBound { throw .below(bounds.lowerBound, name, text) }
        if value > bounds.upperBound { throw .above(bounds.upperBound, name, text) }
        return value
    }

    private init?(_ text: String) {
        var scalars = text.unicodeScalars[...]
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        isNegative = scalars.first == "-"
        if let sign = scalars.first, sign == "-" || sign == "+" { scalars.removeFirst() }
        if let point = scalars.firstIndex(of: ".") {
            let fraction = scalars[scalars.index(after: point)...]
            guard !fraction.isEmpty, fraction.allSatisfy({ $0 == "0" }) else { return nil }
            scalars = scalars[..<point]
        }
        let groups = scalars.split(separator: "_", omittingEmptySubsequences: false)
        guard groups.allSatisfy({ !$0.isEmpty && $0.allSatisfy { ("0"..."9").contains($0) } }) else { return nil }
        digits = groups.joined().map { UInt8(truncatingIfNeeded: $0.value) }
    }

    private var value: Int? { Int((isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)) }
}
