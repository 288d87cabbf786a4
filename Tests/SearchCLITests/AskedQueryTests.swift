import Foundation
import ImageSearch
import ImageSearchTesting
import Testing

@testable import SearchCLI

/// Queries as they are typed.
@Suite struct AskedQueryTests {
    @Test func `a picture beside a text is a term that is wanted, whatever comes before it`() throws {
        let asked = try AskedQuery(text: "cat - snow in:trips", image: "a b.jpg", limit: nil)
        #expect(
            try asked.query.terms == [
                Term(.words("cat")), Term(.words("snow"), weight: -1), Term(.picture("a b.jpg", part: nil)),
            ])
        #expect(try AskedQuery(text: nil, image: "-", limit: nil).query == Query(Term(.picture("-", part: nil))))
        #expect(try AskedQuery(text: "in:trips", image: "x", limit: nil).query.order == .relevance)
    }

    @Test func `the limit that is given wins over the text's`() throws {
        #expect(try AskedQuery(text: "cat limit:7", image: nil, limit: nil).query.page.limit == 7)
        #expect(try AskedQuery(text: "cat limit:7", image: nil, limit: 9).query.page.limit == 9)
        #expect(try AskedQuery(text: "cat", image: nil, limit: nil).query.page.limit == Page.defaultLimit)
    }

    @Test func `files are read once each, and have a limit together`() async throws {
        try await withTemporaryFolder { folder in
            for name in ["one", "two"] { try folder.write([UInt8](repeating: 1, count: 600), at: name) }
            let (one, two) = (folder.path + "/one", folder.path + "/two")
            let asked = try AskedQuery(text: "\(one) + \(two) - \(one)", image: nil, limit: nil)
            #expect(try await asked.withPictures(maxBytes: 1200).pictures.mapValues(\.count) == [one: 600, two: 600])
            await #expect(throws: PictureError.self) { try await asked.withPictures(maxBytes: 1199) }
        }
    }

    @Test func `a search opens no more than it needs`() throws {
        func purpose(_ text: String) throws -> Library.Purpose {
            try AskedQuery(text: text, image: nil, limit: nil).query.purpose
        }
        let id = "id:5f0c1a2b-0000-0000-0000-000000000000"
        #expect(try purpose("cat") == .searchingByText)
        #expect(try purpose("in:trips") == .searchingByText)
        #expect(try purpose(id) == .searchingByText)
        #expect(try purpose("./x.jpg") == .searchingByPicture)
        #expect(try purpose("cat ./x.jpg") == .searchingByTextAndPicture)
    }
}
