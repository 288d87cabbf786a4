import ImageSearch

/// Pictures and filters by lot, from few enough values that they often meet; the same ones for the same seed.
struct RandomFilters {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    // MARK: Pictures

    /// Names whose parts differ by case, accents, letters without one other case, and characters that SQL or patterns know.
    private static let names = [
        "trips", "Trips", "2024", "20_4", "%", "a\\b", "É", "é", "e\u{301}", "straße", "STRASSE", "ΣΑΣ", "σας", "Жук",
        "ж", "İ", "i",
        "ı", "K", "\u{212a}", "ǅ", "ǆ", "(a|b)*", "[x]", "^", "$", "***=x", "(?i)x", "'", "\"", " ", "日本", "🌳", "a.b",
        "\n",
    ]
    private static let sources = ["a", "A", "a/", "a/trips", "/", "é", "%"]
    private static let cameras = ["Pixel 7", "PIXEL 7 Pro", "Élan", "élan", "K", "a.b", "%", ""]
    private static let places = [
        "Nice, Provence, France", "nice", "Nice-Ouest, France", "Île, ÎLE, x", "Saint, Nice", "", "a, b", ", ",
    ]
    /// Both sides of the line of dates, the poles, and a town.
    private static let positions: [(Double, Double)] = [
        (0.0, 180.0), (0.1, -179.9), (90, 0), (-90, 77), (48.85, 2.35), (48.9, 2.4), (-0.01, 0),
    ]
    private static let moments: [Int64] = [
        -62_135_596_800, -86_401, -86_400, -1, 0, 1, 1_700_000_000, 253_402_300_799,
    ]
    /// Files' dates on both sides of whole seconds, before 1970 as well.
    private static let modified: [Int64] = [
        .min, -1_000_000_001, -1_000_000_000, -999_999_999, -1, 0, 1, 1_699_999_999_999_999_999, .max,
    ]
    private static let sizes = [0, 1, 99, 100, 101, 4000]

    mutating func picture(_ number: Int) throws -> Picture {
        let folders = (0..<Int.random(in: 0...2, using: &random)).map { _ in
            Self.names.randomElement(using: &random) ?? ""
        }
        // The number tells pictures apart.
        let name = (Self.names.randomElement(using: &random) ?? "") + "\(number)"
        let location = PictureLocation(
            source: Self.sources.randomElement(using: &random) ?? "", path: (folders + [name]).joined(separator: "/"))
        let state = FileState(
            size: Int64(Self.sizes.randomElement(using: &random) ?? 0),
            modified: Self.modified.randomElement(using: &random) ?? 0)
        return Picture(
            file: PictureFile(location: location, state: state), content: ContentHash(of: Array("\(number)".utf8)),
            embedding: try direction(Float(number % 40)), facts: number % 5 == 0 ? nil : facts())
    }

    private mutating func facts() -> Facts {
        let place = chance() ? Self.positions.randomElement(using: &random) : nil
        return Facts(
            width: Self.sizes.randomElement(using: &random) ?? 1, height: Self.sizes.randomElement(using: &random) ?? 1,
            format: ImageFormat.allCases.randomElement(using: &random) ?? .gif,
            taken: chance() ? Self.moments.randomElement(using: &random).map { CaptureTime(wallClock: $0) } : nil,
            camera: chance() ? Self.cameras.randomElement(using: &random) : nil,
            position: place.flatMap { Position(latitude: $0.0, longitude: $0.1) },
            place: chance() ? Self.places.randomElement(using: &random) : nil)
    }

    private mutating func chance() -> Bool { Bool.random(using: &random) }

    // MARK: Filters

    /// How many kinds of conditions there are.
    private static let kinds = 14

    /// One of up to four conditions, some of them excluded.
    mutating func filter() throws -> Filter {
        let clauses = try (0..<Int.random(in: 1...4, using: &random)).map { _ in
            Filter.Clause(try condition(Int.random(in: 0..<Self.kinds, using: &random)), isExcluded: chance())
        }
        return try Filter(clauses)
    }

    /// Every kind of condition, as it is and excluded.
    mutating func each() throws -> [Filter] {
        try (0..<Self.kinds).flatMap { kind in
            let condition = try condition(kind)
            return try [false, true].map { try Filter([Filter.Clause(condition, isExcluded: $0)]) }
        }
    }

    private mutating func condition(_ kind: Int) throws -> Condition {
        switch kind {
        case 0: .source(text(Self.sources))
        case 1: .folder(text(Self.names + Self.sources + ["a/trips", "a//", "/trips", "é/É", ""]))
        case 2: .name(text(Self.names + ["/", "rip", "", "0"]))
        case 3: .format(ImageFormat.allCases.randomElement(using: &random) ?? .gif)
        case 4: .shape(Shape.allCases.randomElement(using: &random) ?? .square)
        case 5: .size(try range())
        case 6: .width(try range())
        case 7: .height(try range())
        case 8: .taken(try span())
        case 9: .camera(text(Self.cameras + ["ixel", "k"]))
        case 10: .place(text(Self.places.flatMap { $0.split(separator: ", ").map(String.init) } + Self.places))
        case 11: .near(try circle())
        case 12: .favourite
        default: .indexed(try span())
        }
    }

    /// One of these, in this case or another, or a text that nothing holds.
    private mutating func text(_ values: [String]) -> String {
        let value = values.randomElement(using: &random) ?? ""
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return value.uppercased()
        case 1: return value.lowercased()
        case 2: return value + "\u{7f}"
        default: return value
        }
    }

    private mutating func range() throws -> NumberRange {
        let bounds = [Self.sizes, Self.sizes].compactMap { $0.randomElement(using: &random) }.sorted()
        let lower = chance() ? bounds[0] : nil
        return try NumberRange(from: lower, through: lower == nil || chance() ? bounds[1] : nil)
    }

    private mutating func span() throws -> TimeRange {
        let bounds = [Self.moments, Self.moments].compactMap { $0.randomElement(using: &random) }.sorted()
        let from = chance() ? bounds[0] : nil
        return try TimeRange(from: from, until: from == nil || chance() ? bounds[1] + 1 : nil)
    }

    private mutating func circle() throws -> Circle {
        let place: (latitude: Double, longitude: Double) = Self.positions.randomElement(using: &random) ?? (0, 0)
        let radius: Double = [0.001, 9, 16, 20, 5000, 20_100].randomElement(using: &random) ?? 1
        guard let centre = Position(latitude: place.latitude, longitude: place.longitude) else {
            throw BrokenPromise(description: "no place on Earth")
        }
        return try Circle(around: centre, radius: radius)
    }
}
