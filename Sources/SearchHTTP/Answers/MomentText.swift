import ImageSearch

/// A moment as calendars and clocks show it.
struct MomentText {
    private let day: CivilDate
    private let weekday: Int
    private let seconds: Int

    /// Takes seconds since 1970, of the clock that is to be shown.
    init(_ moment: Int64) {
        let days = Int(moment) >= 0 ? Int(moment) / 86400 : (Int(moment) + 1) / 86400 - 1
        day = CivilDate(daysSince1970: days)
        // 1970 began on a Thursday.
        weekday = ((days + 4) % 7 + 7) % 7
        seconds = Int(moment) - days * 86400
    }

    private var time: String {
        [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined(separator: ":")
    }

    /// `2024-06-01T12:00:00`, as ISO 8601 has it, with what the clock was ahead of UTC in minutes when that is known.
    func iso8601(offset: Int?) -> String {
        let date = [padded(day.year, 4), padded(day.month, 2), padded(day.day, 2)].joined(separator: "-")
        let zone = offset.map { minutes in
            guard minutes != 0 else { return "Z" }
            let ahead = padded(abs(minutes) / 60, 2) + ":" + padded(abs(minutes) % 60, 2)
            return (minutes < 0 ? "-" : "+") + ahead
        }
        return "\(date)T\(time)\(zone ?? "")"
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, as HTTP has it.
    var http: String {
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let date = [padded(day.day, 2), months[day.month - 1], padded(day.year, 4)].joined(separator: " ")
        return "\(weekdays[weekday]), \(date) \(time) GMT"
    }
}

private func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
