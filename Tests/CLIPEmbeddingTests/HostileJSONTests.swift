import Foundation
import ImageSearchTesting
import JSONText
import ModelPackages
import Testing

@testable import CLIPEmbedding

/// A package's small files are read by the program itself: whatever they hold is an error, or a model.
struct HostileJSONTests {
    private static let files = [
        "textual/tokenizer.json", "textual/tokenizer_config.json", "visual/preprocess_cfg.json", "config.json",
    ]
    private static let texts = ["", "a red car", "  <|endoftext|> ab ac é 木 ", String(repeating: "long ", count: 40)]
    private static let values = [
        "-1", "0", "1", "1e30", "1e308", "9223372036854775807", "9223372036854775808", "2147483648", "-0.5", "null",
        "true", "\"\"", "\" \"", "[]", "{}", "[[[[1]]]]",
    ]

    /// Reads a package and its texts; `nil` when it is one.
    private func error(_ folder: URL) -> ModelError? {
        do throws(ModelError) {
            let package = try ModelTokenizer(ModelPackage(folder: folder.path))
            for text in Self.texts { #expect(package.tokens(of: text, limit: 77).count <= 8192) }
            return nil
        } catch {
            return error
        }
    }

    @Test func `changed values are an error or a model`() async throws {
        var generator = SeededGenerator(seed: 35)
        var refused = 0
        try await TinyModels.withCopy(of: "openclip") { folder in
            for round in 0..<400 {
                let file = Self.files[round % Self.files.count]
                let original = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
                // Where a value begins.
                let places = original.indices.dropLast().filter { ":[,".contains(original[$0]) }
                guard let place = places.randomElement(using: &generator) else { continue }
                let start = original.index(after: place)
                let end = original[start...].firstIndex { ",]}\n".contains($0) } ?? original.endIndex
                let value = Self.values.randomElement(using: &generator) ?? ""
                try folder.write(Array((original[..<start] + value + original[end...]).utf8), at: file)
                if error(folder) != nil { refused += 1 }
                try folder.write(Array(original.utf8), at: file)
            }
        }
        #expect(refused > 20)
    }

    @Test(arguments: ["[", "{\"a\":", "[[[{\"normalizer\":{\"normalizers\":["])
    func `nesting without end is refused`(opening: String) async throws {
        for file in Self.files {
            try await TinyModels.withCopy(of: "openclip") { folder in
                try folder.write(Array(String(repeating: opening, count: 300_000).utf8), at: file)
                #expect(error(folder)?.code == .damagedFile)
            }
        }
    }

    @Test func `a token that normalisation leaves nothing of is not looked for for ever`() throws {
        let normalizer = try Normalizer(
            JSONParser.parse(Array(#"{"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": ""}"#.utf8)))
        let json = #"[{"id": 1, "content": " "}, {"id": 2, "content": "ab"}]"#
        let tokens = try AddedTokens(JSONParser.parse(Array(json.utf8)), normalizer: normalizer)
        #expect(tokens.parts(of: Array("ac ab".unicodeScalars)).count == 2)
    }

    @Test func `normalisation never makes a text longer without bound`() {
        let json = #"{"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": "a b c d"}"#
        #expect(throws: ModelError.self) { try Normalizer(JSONParser.parse(Array(json.utf8))) }
    }

    @Test func `no picture is asked for that is larger than decoders hand over`() async throws {
        try await TinyModels.withCopy(of: "openclip") { folder in
            let json = #"{"size": 4096, "mean": [0, 0, 0], "std": [1, 1, 1]}"#
            try folder.write(Array(json.utf8), at: "visual/preprocess_cfg.json")
            #expect(error(folder)?.code == .unsupported)
        }
    }
}
