/// Reads digits, up to ``NumberRange/bounds``.
func wholeNumber(_ text: String) -> Int? {
    guard !text.isEmpty, text.unicodeScalars.allSatisfy(isDigit), let number = Int(text),
        number <= NumberRange.bounds.upperBound
    else {
        return nil
    }
    return number
}

/// Reads `12`, `0.5` or `.5`; with a minus before it where one may stand.
func decimal(_ text: String, signed: Bool = false) -> Double? {
    let isNegative = signed && text.utf8.first == UInt8(ascii: "-")
    let parts = text.unicodeScalars.dropFirst(isNegative ? 1 : 0).split(
        separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.last?.isEmpty == false, parts.allSatisfy({ $0.allSatisfy(isDigit) })
    else { return nil }
    return Double(text)
}

/// The shortest digits that give the same number back, without an exponent: `0.00001`.
func decimalText(_ value: Double) -> String {
    let parts = value.magnitude.description.split(separator: "e")
    var digits = String(parts[0])
    if digits.hasSuffix(".0") { digits.removeLast(2) }
    if parts.count == 2, let exponent = Int(parts[1]) { digits = shifted(digits, by: exponent) }
    return value < 0 ? "-" + digits : digits
}

/// Moves the point of `1.25`, which has one digit before it.
private func shifted(_ text: String, by exponent: Int) -> String {
    let digits = text.filter { $0 != "." }
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
    return digits.padding(to: exponent + 1)
}

extension String {
    fileprivate func padding(to length: Int) -> String { self + String(repeating: "0", count: max(0, length - count)) }
}
