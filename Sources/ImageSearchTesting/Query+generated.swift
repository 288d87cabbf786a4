public import ImageSearch

/// Queries with every part that there is, among them texts that look like something else.
extension Query {
    /// A query without a cursor.
    public static func generated(using random: inout some RandomNumberGenerator) throws -> Query {
        let count = Int.random(in: 0...9, using: &random)
        let terms = try (0..<(count == 9 ? Query.termLimit : count / 2)).map { _ in try Term.generated(using: &random) }
        let clauses = try (0..<Int.random(in: 0...4, using: &random)).map { _ in
            Filter.Clause(try Condition.generated(using: &random), isExcluded: .random(using: &random))
        }
        let orders: [Order] = terms.isEmpty ? [.newest, .oldest] : Order.allCases
        return try Query(
            terms, filter: Filter(clauses), order: orders.randomElement(using: &random),
            onlyLikely: !terms.isEmpty && .random(using: &random),
            collapsing: .random(using: &random) ? nil : DuplicateLevel.allCases.randomElement(using: &random),
            page: Page(limit: .random(using: &random) ? Page.defaultLimit : .random(in: Page.limits, using: &random)))
    }
}

extension Term {
    fileprivate static func generated(using random: inout some RandomNumberGenerator) throws -> Term {
        let part = Bool.random(using: &random) ? nil : try PicturePart.generated(using: &random)
        let text = generatedText(using: &random)
        let kind: Kind
        switch Int.random(in: 0...3, using: &random) {
        case 0: kind = .picture("n" + text, part: part)
        case 1:
            kind = .stored(PictureID(bytes: (0..<16).map { _ in .random(in: 0...255, using: &random) }), part: part)
        case 2 where !text.isEmpty: kind = .picture(text, part: part)
        default: kind = .words(text.unicodeScalars.allSatisfy(\.properties.isWhitespace) ? "w" + text : text)
        }
        let sizes: [Double] = [1, 1, 2, weights.lowerBound, weights.upperBound, .random(in: weights, using: &random)]
        return try Term(
            kind, weight: (sizes.randomElement(using: &random) ?? 1) * (Bool.random(using: &random) ? 1 : -1))
    }
}

extension PicturePart {
    fileprivate static func generated(using random: inout some RandomNumberGenerator) throws -> PicturePart {
        let tiny: Double = [5e-324, 1e-300, 1e-7, 0.05].randomElement(using: &random) ?? 1
        let (left, top): (Double, Double) = (.random(in: 0..<0.9, using: &random), .random(in: 0..<0.9, using: &random))
        return try PicturePart(
            left: left, top: top, width: Bool.random(using: &random) ? 1 - left : tiny, height: 1 - top)
    }
}

extension Condition {
    fileprivate static func generated(using random: inout some RandomNumberGenerator) throws -> Condition {
        let text = String(String.UnicodeScalarView(generatedText(using: &random).unicodeScalars.filter { $0 != "\0" }))
        switch Int.random(in: 0...13, using: &random) {
        case 0: return .source(text)
        case 1: return .folder(text)
        case 2: return .name(text)
        case 3: return .format(ImageFormat.allCases.randomElement(using: &random) ?? .jpeg)
        case 4: return .shape(Shape.allCases.randomElement(using: &random) ?? .square)
        case 5: return .size(try .generated(using: &random))
        case 6: return .width(try .generated(using: &random))
        case 7: return .height(try .generated(using: &random))
        case 8: return .taken(try .generated(using: &random))
        case 9: return .camera(text)
        case 10: return .place(text)
        case 11: return .near(try .generated(using: &random))
        case 12: return .favourite
        default: return .indexed(try .generated(using: &random))
        }
    }
}

extension NumberRange {
    fileprivate static func generated(using random: inout some RandomNumberGenerator) throws -> NumberRange {
        let numbers = [
            0, 1, 999, 1000, 1024, 3000, 5_000_000, 5 << 20, bounds.upperBound, .random(in: bounds, using: &random),
        ]
        let ends = [numbers.randomElement(using: &random) ?? 0, numbers.randomElement(using: &random) ?? 0].sorted()
        let open = Int.random(in: 0...2, using: &random)
        return try NumberRange(from: open == 0 ? nil : ends[0], through: open == 1 ? nil : ends[1])
    }
}

extension TimeRange {
    fileprivate static func generated(using random: inout some RandomNumberGenerator) throws -> TimeRange {
        // Moments at which years, months, days and minutes begin, the bounds, and any other.
        let known: [Int64] = [
            0, 1_672_531_200, 1_704_067_200, 1_706_745_600, 1_709_251_200, bounds.lowerBound, bounds.upperBound,
        ]
        let units: [Int64] = [1, 60, 86_400].map { $0 * (.random(in: bounds, using: &random) / $0) }
        let moments = known + units
        let ends = [moments.randomElement(using: &random) ?? 0, moments.randomElement(using: &random) ?? 1].sorted()
        let open = ends[0] == ends[1] ? Int.random(in: 0...1, using: &random) : Int.random(in: 0...2, using: &random)
        return try TimeRange(from: open == 0 ? nil : ends[0], until: open == 1 ? nil : ends[1])
    }
}

extension Circle {
    fileprivate static func generated(using random: inout some RandomNumberGenerator) throws -> Circle {
        let latitudes: [Double] = [-90, 90, -0.0, 48.85, 1e-9, .random(in: -90...90, using: &random)]
        let latitude = latitudes.randomElement(using: &random) ?? 0
        guard let centre = Position(latitude: latitude, longitude: .random(in: -180...180, using: &random)) else {
            throw QueryError(.filter, "this is no position")
        }
        let radius: [Double] = [radii.lowerBound, radii.upperBound, 10, .random(in: radii, using: &random)]
        return try Circle(around: centre, radius: radius.randomElement(using: &random) ?? 1)
    }
}

/// Words, and pieces of what queries are written with, in any order.
public func generatedText(using random: inout some RandomNumberGenerator) -> String {
    let pieces = [
        "a", "red sofa", "cat", "日本", "e\u{301}", "\u{e9}", "\u{301}", "👩‍👩‍👧", " ", "  ", "\t", "\n", "\r\n", "\u{3000}",
        "\u{2028}", "\u{200b}", "\u{feff}", "\u{1b}[31m", "\0", "\u{85}", "+", "-", " + ", " - ", "--", "\"", "\\",
        "\\\"",
        "\\u{41}", "2:", "2:cat", "0.5:", "16:9", "-2:x", ":", "in:", "in:trips", "-in:x", "type:heic", "tpye:x",
        "likely",
        "Likely", "fav", "-fav", "+fav", "Fav", "fav:", "2:fav", "id:", "picture:", "picture:x", "sort:newest",
        "limit:7", "./", "./x", "../x", "/", "~/x", "@",
        "@0,0,1,1",
        "@0,0,5", "x@2x.png", "..", ",", "<", ">", "'", "%20", "&", "#", "/ /", "trips/",
    ]
    return (0..<Int.random(in: 0...4, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
}
