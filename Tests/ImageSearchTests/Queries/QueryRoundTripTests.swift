import ImageSearch
import ImageSearchTesting
import Testing

/// What is printed is read as the same, for generated queries and texts.
struct QueryRoundTripTests {
    @Test(arguments: 0..<10) func `a query that is printed is read as the same`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let query = try Query.generated(using: &random)
            let text = query.description
            try #require(text.unicodeScalars.count <= QueryText.limit)
            let parsed = try QueryText.parse(text)
            #expect(parsed.query == query && same(parsed.query.description, text) && parsed.notes.isEmpty, "\(text)")
            #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control }, "\(text)")
            if parsed.query != query { return }
        }
    }

    @Test(arguments: 0..<10) func `a query in JSON is read as the same, cursor and all`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let first = try Query.generated(using: &random)
            let id = PictureID(bytes: (0..<16).map { _ in .random(in: 0...255, using: &random) })
            let cursor = Cursor(behind: .random(in: 0...2, using: &random), id, of: first)
            let query = first.at(try Page(limit: first.page.limit, after: .random(using: &random) ? cursor : nil))
            let json = QueryJSON.text(of: query)
            let again = try QueryJSON.parse(Array(json.utf8)).query
            #expect(
                again == query && same(again.description, query.description) && same(QueryJSON.text(of: again), json),
                "\(json)")
        }
    }

    @Test(arguments: 0..<10) func `whatever is read is printed as what is read as the same`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let text = (0..<3).map { _ in generatedText(using: &random) }.joined(
                separator: .random(using: &random) ? " " : "")
            guard let query = try? QueryText.parse(text).query else { continue }
            let again = try QueryText.parse(query.description).query
            #expect(again == query && same(again.description, query.description), "\(text.debugDescription): \(query)")
        }
    }

    @Test func `generated queries have all parts`() throws {
        var random = SeededGenerator(seed: 1)
        let texts = try (0..<500).map { _ in try Query.generated(using: &random).description }
        let parts = [
            "in:", "source:", "name:", "type:", "shape:", "size:", "width:", "height:", "after:", "before:", "date:",
            "since:",
            "camera:", "place:", "near:", "-in:", "id:", "picture:", "@", "sort:", "likely", "duplicates:", "limit:",
            "\"", "- ", "2:",
        ]
        for part in parts { #expect(texts.contains { $0.contains(part) }, "\(part)") }
    }
}
