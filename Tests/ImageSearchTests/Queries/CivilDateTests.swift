import ImageSearch
import Testing

/// The calendar, against dates that are known.
struct CivilDateTests {
    static let known = [
        (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017), (1900, 2, 28, -25_509),
        (1900, 3, 1, -25_508), (2024, 2, 29, 19_782), (2038, 1, 19, 24_855), (1600, 1, 1, -135_140),
        (1, 1, 1, -719_162),
        (0, 12, 31, -719_163), (0, 2, 29, -719_469), (9999, 12, 31, 2_932_896), (10_000, 1, 1, 2_932_897),
    ]

    @Test(arguments: known) func `a known day has its number`(year: Int, month: Int, day: Int, number: Int) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(date?.daysSince1970 == number && date == CivilDate(daysSince1970: number))
    }

    @Test func `each day follows the one before`() {
        var (year, month, day) = (1599, 12, 31)
        // 400 years: the calendar repeats itself then.
        for number in -135_141..<11_000 {
            let date = CivilDate(daysSince1970: number)
            #expect(date == CivilDate(year: year, month: month, day: day) && date.daysSince1970 == number)
            if date.daysSince1970 != number { return }
            day += 1
            if CivilDate(year: year, month: month, day: day) == nil { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(year == 2000)
    }

    @Test func `a day that a month does not have is none`() {
        for (year, month, day) in [
            (2023, 2, 29), (1900, 2, 29), (2024, 4, 31), (2024, 0, 1), (2024, 13, 1), (2024, 1, 0),
        ] {
            #expect(CivilDate(year: year, month: month, day: day) == nil)
        }
    }

    static let ranges: [(String, Int64?, Int64?)] = [
        ("after:2023", 1_672_531_200, nil), ("before:2024", nil, 1_704_067_200),
        ("date:2024-02", 1_706_745_600, 1_709_251_200),
        ("date:2023..2024-01", 1_672_531_200, 1_706_745_600), ("date:2024-02-29", 1_709_164_800, 1_709_251_200),
        ("date:2024-02-29T12:30", 1_709_209_800, 1_709_209_860),
        ("date:2024-02-29T12:30:15", 1_709_209_815, 1_709_209_816),
        ("date:2024-12", 1_733_011_200, 1_735_689_600), ("before:0001", nil, -62_135_596_800),
        ("after:10000", 253_402_300_800, nil),
        ("date:1969-12-31T23:59:59", -1, 0), ("date:1969", -31_536_000, 0),
    ]

    @Test(arguments: ranges) func `a date stands for the seconds that it lasts`(
        text: String, from: Int64?, until: Int64?
    ) throws {
        let condition = try QueryText.parse(text).query.filter.clauses.first?.condition
        #expect(condition == .taken(try TimeRange(from: from, until: until)))
    }

    @Test func `the year between two dates is all of it`() throws {
        let clauses = try QueryText.parse("after:2023 before:2024").query.filter.clauses.map(\.condition)
        let ranges = clauses.compactMap { if case .taken(let range) = $0 { range } else { nil } }
        let isWithin = { (moment: Int64) in ranges.count == 2 && ranges.allSatisfy { $0.contains(moment) } }
        #expect(
            isWithin(1_672_531_200) && isWithin(1_704_067_199) && !isWithin(1_672_531_199) && !isWithin(1_704_067_200))
    }
}
