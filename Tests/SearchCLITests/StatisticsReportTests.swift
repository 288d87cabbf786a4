import Foundation
import ImageSearch
import Testing

@testable import SearchCLI

/// What `stats` prints.
@Suite struct StatisticsReportTests {
    private func statistics(isExact: Bool = true) -> CatalogueStatistics {
        CatalogueStatistics(
            isExact: isExact, pictures: 1200, gone: 3,
            sources: [
                SourceStatistics(
                    source: Source(name: "photos", place: nil), pictures: 1200, gone: 3, bytes: 2_500_000_000,
                    runBegun: 0,
                    runFinished: 60),
                SourceStatistics(source: Source(name: "empty", place: nil), pictures: 0, gone: 0, bytes: 0),
            ],
            formats: [.jpeg: 1000, .heic: 100, .png: 100], withPosition: 7, dates: 0...86400, refused: 2, favourites: 5)
    }

    @Test func `numbers are told in words`() {
        let lines = StatisticsReport(statistics()).lines
        #expect(
            lines == [
                "pictures       1200, 2.5 GB", "dates          1970-01-01T00:00:00 to 1970-01-02T00:00:00",
                "formats        jpeg 1000, heic 100, png 100", "with position  7", "favourites     5",
                "gone           3",
                "refused        2",
                "source         photos: 1200, 2.5 GB, indexed 1970-01-01T00:01:00",
                "source         empty: 0, 0 bytes, never indexed",
            ])
        #expect(StatisticsReport(statistics(isExact: false)).lines[0] == "pictures       about 1200, 2.5 GB")
    }

    @Test func `numbers are told as JSON`() throws {
        let object = try JSONSerialization.jsonObject(
            with: Data(SummaryJSON.text(StatisticsReport(statistics())).utf8))
        let json = try #require(object as? [String: Any])
        #expect(
            json["pictures"] as? Int == 1200 && json["exact"] as? Bool == true && json["with_position"] as? Int == 7)
        #expect((json["sources"] as? [[String: Any]])?.first?["complete"] as? Bool == true)
    }
}
