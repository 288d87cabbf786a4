/// A year, a month, a day, a minute or a second on a wall clock.
struct Period {
    /// How long it is; the coarsest first.
    enum Unit: Int, CaseIterable, Comparable {
        case year, month, day, minute, second

        static func < (one: Unit, other: Unit) -> Bool { one.rawValue < other.rawValue }
    }

    /// How long it is.
    let unit: Unit
    /// Its first moment, in seconds since 1970.
    let start: Int64

    /// The period of a unit that a moment lies in.
    init(_ unit: Unit, holding moment: Int64) {
        self.unit = unit
        let date = CivilDate(daysSince1970: Int(floorDays(moment)))
        switch unit {
        case .year: start = seconds(CivilDate(year: date.year))
        case .month: start = seconds(CivilDate(year: date.year, month: date.month))
        case .day: start = floorDays(moment) * 86_400
        case .minute: start = moment - (moment - floorDays(moment) * 86_400) % 60
        case .second: start = moment
        }
    }

    /// Reads `2024`, `2024-05`, `2024-05-01`, `2024-05-01T10:30` or `2024-05-01T10:30:15`.
    ///
    /// The years 0000 and 10000 are there so that both ends of ``TimeRange/bounds`` can be written.
    init?(_ text: String) {
        let halves = text.utf8.split(omittingEmptySubsequences: false) { $0 == 0x54 || $0 == 0x74 || $0 == 0x20 }
        guard halves.count <= 2, let date = Fields(halves[0], separator: "-"), (1...3).contains(date.values.count),
            date.widths[0] == 4 || text.utf8.starts(with: "10000".utf8) && date.widths[0] == 5,
            date.widths.dropFirst().allSatisfy({ $0 == 2 }),
            let day = CivilDate(year: date.values[0], month: date.value(1) ?? 1, day: date.value(2) ?? 1)
        else { return nil }
        guard halves.count == 2 else {
            unit = [.year, .month, .day][date.values.count - 1]
            start = seconds(day)
            return
        }
        guard date.values.count == 3, let time = Fields(halves[1], separator: ":"), (2...3).contains(time.values.count),
            time.widths.allSatisfy({ $0 == 2 }), time.values[0] < 24, time.values[1] < 60, time.value(2) ?? 0 < 60
        else { return nil }
        unit = time.values.count == 2 ? .minute : .second
        start = seconds(day) + Int64(time.values[0] * 3600 + time.values[1] * 60 + (time.value(2) ?? 0))
    }

    /// Reads one.
    ///
    /// - Throws: ``QueryError`` with code `filter` for anything else.
    init(value: String) throws(QueryError) {
        guard let period = Period(value) else { throw QueryError(.filter, "expected \(Period.forms)") }
        self = period
    }

    /// How one is written.
    static let forms = "a date such as 2024, 2024-05, 2024-05-01 or 2024-05-01T10:30"

    /// The first moment behind it.
    var end: Int64 {
        let date = CivilDate(daysSince1970: Int(floorDays(start)))
        switch unit {
        case .year: return seconds(CivilDate(year: date.year + 1))
        case .month:
            let isLast = date.month == 12
            return seconds(CivilDate(year: isLast ? date.year + 1 : date.year, month: isLast ? 1 : date.month + 1))
        case .day: return start + 86_400
        case .minute: return start + 60
        case .second: return start + 1
        }
    }

    /// What ``init(_:)`` reads.
    var text: String {
        let date = CivilDate(daysSince1970: Int(floorDays(start)))
        let second = Int(start - floorDays(start) * 86_400)
        var text = padded(date.year, 4)
        if unit >= .month { text += "-" + padded(date.month, 2) }
        if unit >= .day { text += "-" + padded(date.day, 2) }
        if unit >= .minute { text += "T" + padded(second / 3600, 2) + ":" + padded(second / 60 % 60, 2) }
        if unit >= .second { text += ":" + padded(second % 60, 2) }
        return text
    }
}

/// Numbers between separators, and how many digits each has.
private struct Fields {
    private(set) var values: [Int] = []
    private(set) var widths: [Int] = []

    init?(_ text: Substring.UTF8View.SubSequence, separator: Unicode.Scalar) {
        for field in text.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false) {
            guard field.count <= 5, let value = wholeNumber(String(decoding: field, as: UTF8.self)) else { return nil }
            values.append(value)
            widths.append(field.count)
        }
    }

    func value(_ place: Int) -> Int? { place < values.count ? values[place] : nil }
}

private func floorDays(_ moment: Int64) -> Int64 { (moment - (moment < 0 ? 86_399 : 0)) / 86_400 }

private func seconds(_ date: CivilDate?) -> Int64 { Int64(date?.daysSince1970 ?? 0) * 86_400 }

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
