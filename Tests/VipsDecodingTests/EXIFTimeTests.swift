import Testing

@testable import VipsDecoding

/// Dates as cameras write them; the expected seconds are those of `date --utc`.
@Suite struct EXIFTimeTests {
    @Test(arguments: [
        ("1970:01:01 00:00:00", 0), ("2023:05:01 12:30:00", 1_682_944_200), ("2024:02:29 23:59:59", 1_709_251_199),
        ("2000:02:29 00:00:00", 951_782_400), ("1900:02:28 00:00:00", -2_203_977_600),
        ("2100:03:01 00:00:00", 4_107_542_400), ("2016:12:31 23:59:60", 1_483_228_799),
        ("2023-05-01T12:30:00", 1_682_944_200), ("2023/05/01 12:30:00.25+02:00", 1_682_944_200),
        ("  2023:05:01 12:30:00", 1_682_944_200),
    ]) func `a date is read`(text: String, seconds: Int) {
        #expect(EXIFTime.wallClock(text) == Int64(seconds))
    }

    @Test(arguments: [
        "", "2023:05:01", "0000:00:00 00:00:00", "    :  :     :  :  ", "2023:02:29 00:00:00", "1900:02:29 00:00:00",
        "2100:02:29 00:00:00", "2023:04:31 00:00:00", "2023:13:01 00:00:00", "2023:00:01 00:00:00",
        "2023:01:00 00:00:00", "2023:01:01 24:00:00", "2023:01:01 00:60:00", "2023:01:01 00:00:61",
        "2023:05-01 12:30:00", "2023:05:01 12-30-00", "2o23:05:01 12:30:00", "-023:05:01 12:30:00",
    ]) func `what no calendar knows is none`(text: String) {
        #expect(EXIFTime.wallClock(text) == nil)
    }

    @Test func `an offset is read, or none`() {
        let offsets = ["+02:00": 120, "-03:30": -210, "Z": 0, "+18:00": 1080, " +05:45 ": 345]
        for (text, minutes) in offsets { #expect(EXIFTime.offset(text) == minutes) }
        for text in ["", "+2:00", "02:00", "+18:01", "+02:60", "+02-00", "*02:00"] {
            #expect(EXIFTime.offset(text) == nil)
        }
    }
}
