import Foundation
import ImageSearch
import ModelPackages
import Testing

@testable import SearchCLI

/// What to set or run is said in one table, and names what there is.
@Suite struct HintsTests {
    private static let settings = Set(Setting.all.map(\.name))

    /// Names in capitals, as those of settings are, with a part after an underscore.
    private func names(in text: String) -> [String] {
        text.matches(of: /[A-Z][A-Z0-9]*(_[A-Z0-9]+)+/).map { String($0.output.0) }
    }

    @Test(arguments: Hint.allCases) func `a hint is one line that names settings that there are`(hint: Hint) {
        #expect(!hint.text.isEmpty && !hint.text.contains("\n"))
        #expect(!hint.text.hasSuffix(".") && !hint.text.hasPrefix(" "))
        #expect(Set(names(in: hint.text)).isSubset(of: Self.settings), "\(hint.text)")
    }

    @Test(arguments: [
        (Hint.databaseRunning, ["DB_HOST", "DB_PORT"]), (.databaseUser, ["DB_USER", "DB_PASSWORD"]),
        (.databaseName, ["DB_NAME"]), (.databaseEncoding, ["DB_NAME"]), (.otherModel, ["MODEL_NAME", "DB_NAME"]),
        (.install, ["make setup"]), (.modelAccess, ["HF_TOKEN"]), (.modelLimit, ["HF_TOKEN"]),
        (.modelHub, ["MODEL_NAME"]), (.network, ["MODEL_NAME=demo"]), (.precision, ["MODEL_PRECISION"]),
        (.quantize, ["scripts/quantize", "MODEL_PRECISION"]), (.imagesFolder, ["IMAGES_DIR"]),
        (.uploadsFolder, ["DATA_DIR"]), (.bucketNetwork, ["R2_ENDPOINT_URL"]),
        (.bucketAddress, ["R2_ENDPOINT_URL", "R2_BUCKET_NAME"]), (.bucketAccess, ["R2_SECRET_ACCESS_KEY"]),
        (.bucketCredentials, ["R2_SECRET_ACCESS_KEY"]), (.bucketAddressing, ["R2_ADDRESSING"]),
        (.allowedOrigins, ["CORS_ORIGINS"]), (.allowedHosts, ["ALLOWED_HOSTS"]), (.host, ["HOST"]),
    ])
    func `a hint names what to set`(hint: Hint, words: [String]) {
        for word in words { #expect(hint.text.contains(word), "\(hint.text)") }
    }

    @Test func `a model's hint lists the models that are known by name`() {
        for model in KnownModel.all { #expect(Hint.modelName.text.contains(model.name)) }
    }

    @Test func `an error's line is what is wrong and what to do`() {
        let store = StoreError(.unavailable, "the database does not answer", hint: .databaseRunning, cause: "refused")
        #expect(ErrorText.line(for: store) == "the database does not answer: \(Hint.databaseRunning.text)")
        let source = SourceError("cannot read the folder x", hint: .imagesFolder)
        #expect(ErrorText.line(for: source) == "cannot read the folder x: \(Hint.imagesFolder.text)")
        #expect(ErrorText.line(for: SourceError("it went away")) == "it went away")
    }

    /// But the one that starts the real program for the tests.
    @Test func `no target below names a setting`() throws {
        let sources = project.appendingPathComponent("Sources")
        let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
            .filter { $0.hasSuffix(".swift") && !$0.hasPrefix("SearchCLI/") && !$0.hasPrefix("ProgramTesting/") }
        #expect(files.count > 100)
        for file in files {
            let text = try String(contentsOf: sources.appendingPathComponent(file), encoding: .utf8)
            let named = Self.settings.intersection(names(in: text))
            #expect(named.isEmpty, "\(file) names \(named.sorted().joined(separator: ", "))")
        }
    }
}
