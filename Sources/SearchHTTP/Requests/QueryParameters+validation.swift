extension QueryParameters {
    /// A text that is not blank.
    func text(_ name: String) throws(ValidationFault) -> String {
        guard let text = self[name] else { throw .missing(.query, name) }
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            throw .tooShort(name, text)
        }
        return text
    }

    /// A whole number within bounds, or the default when nothing is said.
    func integer(
        _ name: String, in bounds: ClosedRange<Int>, default standard: Int
    ) throws(ValidationFault) -> Int {
        guard let text = self[name] else { return standard }
        guard let digits = IntegerText(text) else { throw .notAnInteger(name, text) }
        guard digits.count <= IntegerText.maxDigits else { throw .tooManyDigits(name, text) }
        // What does not fit an Int is beyond any bound all the same.
        let value = digits.value ?? (digits.isNegative ? .min : .max)
        if value < bounds.lowerBound { throw .below(bounds.lowerBound, name, text) }
        if value > bounds.upperBound { throw .above(bounds.upperBound, name, text) }
        return value
    }
}

/// A whole number in the spellings that pydantic takes: ` 5 `, `+5`, `1_000`, `5.00`.
private struct IntegerText {
    /// Python reads no longer numbers from text.
    static let maxDigits = 4300

    let isNegative: Bool
    private let digits: [UInt8]

    init?(_ text: String) {
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

    var count: Int { digits.count }

    var value: Int? { Int((isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)) }
}
