/// What numbers count, and how they are written.
enum NumberUnit {
    case pixels
    case bytes

    /// Greatest first: of texts of one length the first is printed.
    private static let sizes = [
        ("TiB", 1 << 40), ("TB", 1_000_000_000_000), ("GiB", 1 << 30), ("GB", 1_000_000_000), ("MiB", 1 << 20),
        ("MB", 1_000_000), ("KiB", 1 << 10), ("kB", 1000), ("B", 1),
    ]

    /// What a wrong value is told.
    var expectation: String {
        switch self {
        case .pixels: "expected a number of pixels such as 3000, >3000, >=3000, <3000, <=3000 or 2000..3000"
        case .bytes: "expected a size such as 500kB, >5MB, <=1.5GiB or 1MB..5MB (B, kB, MB, GB, TB, KiB, MiB, GiB, TiB)"
        }
    }

    /// Reads a number; `nil` for anything else and for more than ``NumberRange/bounds``.
    func read(_ text: String) -> Int? {
        guard self == .bytes else { return wholeNumber(text) }
        let digits = text.unicodeScalars.prefix { isDigit($0) || $0 == "." }
        let unit = lowercasedASCII(String(text.unicodeScalars.dropFirst(digits.count)))
        guard let (_, size) = NumberUnit.sizes.first(where: { lowercasedASCII($0.0) == unit }),
            let value = decimal(String(String.UnicodeScalarView(digits)))
        else { return nil }
        let bytes = (value * Double(size)).rounded()
        return bytes <= Double(NumberRange.bounds.upperBound) ? Int(bytes) : nil
    }

    /// What ``read(_:)`` reads; a size in the unit that needs the fewest digits.
    func print(_ number: Int) -> String {
        guard self == .bytes, number > 0 else { return self == .bytes ? "0B" : String(number) }
        let texts = NumberUnit.sizes.filter { number.isMultiple(of: $0.1) }.map { "\(number / $0.1)\($0.0)" }
        return texts.min { $0.utf8.count < $1.utf8.count } ?? "\(number)B"
    }

    /// Digits up to the last that is not 0: 3000 is rounder than 2999.
    fileprivate func digits(_ number: Int) -> Int {
        let digits = print(number).utf8.prefix { (0x30...0x39).contains($0) }
        return digits.count - digits.reversed().prefix { $0 == 0x30 }.count
    }
}

extension NumberRange {
    /// Reads `3000`, `>3000`, `>=3000`, `<3000`, `<=3000`, `2000..3000`, `2000..` or `..3000`.
    ///
    /// - Throws: ``QueryError`` with code `filter` for anything else.
    init(_ text: String, _ unit: NumberUnit) throws(QueryError) {
        for (sign, bounds) in signs where text.utf8.starts(with: sign.utf8) {
            guard let number = unit.read(String(decoding: text.utf8.dropFirst(sign.utf8.count), as: UTF8.self)) else {
                break
            }
            let (lower, upper) = bounds(number)
            self = try NumberRange(from: lower, through: upper)
            return
        }
        guard let bounds = splitRange(text), let lower = side(bounds.0, unit.read),
            let upper = side(bounds.1, unit.read)
        else {
            throw QueryError(.filter, unit.expectation)
        }
        self = try NumberRange(from: lower, through: upper)
    }

    /// What ``init(_:_:)`` reads, with the rounder of the two numbers that a bound can be told by.
    func text(_ unit: NumberUnit) -> String {
        switch (lower, upper) {
        case (let lower?, let upper?):
            return lower == upper ? unit.print(lower) : "\(unit.print(lower))..\(unit.print(upper))"
        case (let lower?, nil):
            let isOver = lower > 0 && unit.digits(lower - 1) <= unit.digits(lower)
            return isOver ? ">" + unit.print(lower - 1) : ">=" + unit.print(lower)
        case (nil, let upper?):
            let isUnder = upper < NumberRange.bounds.upperBound && unit.digits(upper + 1) <= unit.digits(upper)
            return isUnder ? "<" + unit.print(upper + 1) : "<=" + unit.print(upper)
        case (nil, nil): return ""
        }
    }
}

private let signs: [(String, @Sendable (Int) -> (Int?, Int?))] = [
    (">=", { ($0, nil) }), (">", { ($0 + 1, nil) }), ("<=", { (nil, $0) }), ("<", { (nil, $0 - 1) }),
]

/// A side of a range: nothing where nothing stands; `nil` for what cannot be read.
func side<Value>(_ text: String?, _ read: (String) -> Value?) -> Value?? {
    guard let text else { return .some(nil) }
    return read(text).map { .some($0) }
}

/// The sides of `a..b`, `a..` and `..b`; the same twice for a text without two points; `nil` for two points alone.
func splitRange(_ text: String) -> (String?, String?)? {
    let bytes = Array(text.utf8)
    let point = UInt8(ascii: ".")
    guard let middle = bytes.indices.dropLast().first(where: { bytes[$0] == point && bytes[$0 + 1] == point }) else {
        return (text, text)
    }
    let sides = [bytes[..<middle], bytes[(middle + 2)...]].map {
        $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self)
    }
    return sides[0] == nil && sides[1] == nil ? nil : (sides[0], sides[1])
}
