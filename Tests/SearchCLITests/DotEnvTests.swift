import Foundation
import Testing

@testable import SearchCLI

/// The folder of this checkout.
let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

@Suite struct DotEnvTests {
    struct Golden: Decodable, CustomTestStringConvertible {
        let text: String
        let values: [String: String]
        var testDescription: String { text.debugDescription }

        static func all() throws -> [Golden] {
            let file = project.appendingPathComponent("Tests/SearchCLITests/Fixtures/dotenv.json")
            return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
        }
    }

    @Test(arguments: try Golden.all()) func `a line means what it means to python-dotenv`(golden: Golden) {
        #expect(parseDotEnv(golden.text) == golden.values)
    }

    @Test func `a line that means nothing is passed over`() {
        #expect(parseDotEnv("rubbish\n=x\n\u{feff}\n A B=1\nC=3") == ["C": "3"])
    }
}
