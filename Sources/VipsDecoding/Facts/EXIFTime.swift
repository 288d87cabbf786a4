import ImageSearch

/// Dates and offsets as EXIF writes them.
enum EXIFTime {
    /// Seconds since 1970 on the clock that shows `2023:05:01 12:30:00`; `nil` for what no calendar knows.
    ///
    /// Some programs write the date with `-` or `/`, and a `T` behind it; fractions and zones at the end are passed over.
    static func wallClock(_ text: String) -> Int64? {
        let bytes = Array(text.utf8.drop { $0 == UInt8(ascii: " ") }.prefix(19))
        guard bytes.count == 19, isSeparated(bytes) else { return nil }
        let places = [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19]
        let numbers = places.compactMap { number(bytes[$0]) }
        guard numbers.count == places.count else { return nil }
        let (year, month, day) = (numbers[0], numbers[1], numbers[2])
        guard year >= 1, (1...12).contains(month), (1...length(of: month, year)).contains(day), numbers[3] <= 23,
            numbers[4] <= 59, numbers[5] <= 60
        else { return nil }
        // A leap second is the one before it: clocks of cameras do not know them.
        let seconds = numbers[3] * 3600 + numbers[4] * 60 + min(numbers[5], 59)
        return Int64(days(year, month, day) * 86_400 + seconds)
    }

    /// Minutes ahead of UTC of `+02:00` or `Z`; `nil` for what no clock shows.
    static func offset(_ text: String) -> Int? {
        let bytes = Array(text.utf8.filter { $0 != UInt8(ascii: " ") })
        if bytes == [UInt8(ascii: "Z")] { return 0 }
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), let hours = number(bytes[1..<3]),
            let minutes = number(bytes[4..<6]), minutes <= 59, hours * 60 + minutes <= 18 * 60
        else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "+"): return hours * 60 + minutes
        case UInt8(ascii: "-"): return -(hours * 60 + minutes)
        default: return nil
        }
    }

    private static func isSeparated(_ bytes: [UInt8]) -> Bool {
        let (ofDate, behind, ofTime) = (Array(":-/".utf8), Array(" T".utf8), UInt8(ascii: ":"))
        return ofDate.contains(bytes[4]) && bytes[7] == bytes[4] && behind.contains(bytes[10]) && bytes[13] == ofTime
            && bytes[16] == ofTime
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var number = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }

    private static func length(of month: Int, _ year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days from 1970-01-01 in the Gregorian calendar: years begin in March here, so that the leap day is their last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let years = month > 2 ? year : year - 1
        let months = (month + 9) % 12
        return years * 365 + years / 4 - years / 100 + years / 400 + (months * 306 + 5) / 10 + day - 1 - 719_468
    }
}
