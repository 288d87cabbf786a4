/// What can be asked of a picture beside what it shows.
public enum Condition: Sendable, Hashable {
    /// The name of its source, byte for byte.
    case source(String)
    /// A folder in or below which it lies: by the path within its source, or as results show it.
    case folder(String)
    /// A part of its path within the source, in any case (as all texts: character by character, accents count).
    case name(String)
    /// Its format, by content.
    case format(ImageFormat)
    /// Which side is longer.
    case shape(Shape)
    /// The bytes of its file.
    case size(NumberRange)
    /// Columns of the upright picture.
    case width(NumberRange)
    /// Rows of the upright picture.
    case height(NumberRange)
    /// When it was taken, by its camera's clock; else when its file was last changed.
    case taken(TimeRange)
    /// A part of its camera's name, in any case.
    case camera(String)
    /// A town, a region or a country, in any case.
    case place(String)
    /// Where it was taken.
    case near(Circle)
    /// When it was stored, in UTC.
    case indexed(TimeRange)
    /// It is a favourite.
    case favourite

    /// What the paths of pictures in and below a folder begin with; every path begins with that of the empty one.
    package static func start(ofFolder folder: String) -> String {
        folder.isEmpty || folder.utf8.last == UInt8(ascii: "/") ? folder : folder + "/"
    }

    /// Two of a kind that mean "either of them".
    func isAlternative(to other: Condition) -> Bool {
        switch (self, other) {
        case (.source, .source), (.folder, .folder), (.name, .name), (.format, .format), (.shape, .shape),
            (.camera, .camera), (.place, .place), (.near, .near):
            true
        default: false
        }
    }
}

/// Which side of an upright picture is longer.
public enum Shape: String, Sendable, CaseIterable {
    /// Wider than high.
    case landscape
    /// Higher than wide.
    case portrait
    /// As wide as high.
    case square

    /// The shape of a picture of this size.
    public init(width: Int, height: Int) {
        self = width > height ? .landscape : width < height ? .portrait : .square
    }
}

/// Whole numbers from one bound to another, both included.
public struct NumberRange: Sendable, Hashable {
    /// What a bound may be: what the numbers of every language hold exactly.
    public static let bounds = 0...9_007_199_254_740_991

    /// The least; `nil` for any.
    public let lower: Int?
    /// The greatest; `nil` for any.
    public let upper: Int?

    /// Joins the bounds.
    ///
    /// - Throws: ``QueryError`` with code `filter` when there is none, one is out of ``bounds``, or nothing lies between them.
    public init(from lower: Int?, through upper: Int?) throws(QueryError) {
        let areWithin = [lower, upper].allSatisfy { $0.map(NumberRange.bounds.contains) ?? true }
        guard lower != nil || upper != nil, areWithin, lower ?? .min <= upper ?? .max else {
            throw QueryError(
                .filter, "a range has to hold at least one number from 0 to \(NumberRange.bounds.upperBound)")
        }
        self.lower = lower
        self.upper = upper
    }

    /// Whether a number lies between the bounds.
    public func contains(_ value: Int) -> Bool { value >= lower ?? .min && value <= upper ?? .max }
}

/// Moments from one bound up to another, which is not included; in seconds since 1970 as a clock on the wall shows them.
public struct TimeRange: Sendable, Hashable {
    /// What bounds may be: the years 1 to 9999.
    public static let bounds: ClosedRange<Int64> = -62_135_596_800...253_402_300_800

    /// The first moment; `nil` for any.
    public let from: Int64?
    /// The first moment that no longer belongs to it; `nil` for any.
    public let until: Int64?

    /// Joins the bounds.
    ///
    /// - Throws: ``QueryError`` with code `filter` when there is none, one is out of ``bounds``, or nothing lies between them.
    public init(from: Int64?, until: Int64?) throws(QueryError) {
        let isOrdered = (from ?? .min) < (until ?? .max)
        guard from != nil || until != nil, isOrdered,
            [from, until].allSatisfy({ $0.map(Self.bounds.contains) ?? true })
        else { throw QueryError(.filter, "a span of time has to end after it begins, within the years 1 to 9999") }
        self.from = from
        self.until = until
    }

    /// Whether a moment lies between the bounds.
    public func contains(_ moment: Int64) -> Bool { moment >= from ?? .min && moment < until ?? .max }
}
