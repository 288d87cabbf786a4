extension TimeRange {
    /// Reads `2024-05`, `2023..2024-06`, `2023..` or `..2024-06`: from the first moment of one through the last of the other.
    ///
    /// - Throws: ``QueryError`` with code `filter` for anything else.
    init(value: String) throws(QueryError) {
        guard let (first, last) = splitRange(value), let from = side(first, { Period($0)?.start }),
            let until = side(last, { Period($0)?.end })
        else { throw QueryError(.filter, "expected \(Period.forms), or a range such as 2023..2024-06") }
        try self.init(from: from, until: until)
    }

    /// Reads what ``init(value:)`` reads; a single date means from its first moment on.
    init(since value: String) throws(QueryError) {
        if let period = Period(value) {
            try self.init(from: period.start, until: nil)
        } else {
            try self.init(value: value)
        }
    }

    /// The key and the value that are read as this range of dates of pictures.
    var takenText: (key: QueryKey, value: String) {
        switch (from, until) {
        case (let from?, nil): (.after, Period(startUnit(from), holding: from).text)
        case (nil, let until?): (.before, Period(startUnit(until), holding: until).text)
        default: (.date, period?.text ?? rangeText)
        }
    }

    /// The value that is read as this range of dates of indexing.
    var sinceValue: String {
        if until == nil, let from { return Period(startUnit(from), holding: from).text }
        return rangeText
    }

    /// The one period that it is; `nil` when it is none.
    private var period: Period? {
        guard let from else { return nil }
        return Period.Unit.allCases.lazy.map { Period($0, holding: from) }.first { $0.start == from && $0.end == until }
    }

    /// Both ends in the unit of the finer one.
    private var rangeText: String {
        let unit = [from, until].compactMap { $0.map(startUnit) }.max() ?? .second
        let first = from.map { Period(unit, holding: $0).text } ?? ""
        let last = until.map { Period(unit, holding: $0 - 1).text } ?? ""
        return "\(first)..\(last)"
    }
}

/// The longest unit that has a period which begins at a moment.
private func startUnit(_ moment: Int64) -> Period.Unit {
    Period.Unit.allCases.first { Period($0, holding: moment).start == moment } ?? .second
}
