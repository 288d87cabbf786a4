import JSONText
import ModelPackages
import Testing

@testable import CLIPEmbedding

/// Compares with what training/reference/make_token_goldens.py wrote down.
struct TokenizerTests {
    private static let clip = Result { try Tokenizer(Places.fixture("clip-tokenizer.json")) }
    private static let demo = Result { try Tokenizer(Places.json(Places.demoModel + "/textual/tokenizer.json")) }
    private static let golden = Result { try Places.fixture("tokens.json") }

    private static func goldenTexts() throws -> [String] {
        try golden.get()["texts"]?.array?.compactMap(\.string) ?? []
    }

    @Test(arguments: ["clip", "demo"])
    func `tokens equal the reference`(name: String) throws {
        let tokenizer = try (name == "clip" ? Self.clip : Self.demo).get()
        let texts = try Self.goldenTexts()
        let expected = try Self.golden.get()[name]?.array ?? []
        #expect(texts.count >= 5000 && texts.count == expected.count)
        var differing: [String] = []
        for (text, ids) in zip(texts, expected) {
            let found = tokenizer.ids(of: text, limit: .max)
            if found != ids.ids {
                differing.append(
                    "\(text.unicodeScalars.prefix(60).map(\.value)): \(found.prefix(40)) \(ids.ids.prefix(40))")
            }
        }
        #expect(differing.isEmpty, "\(differing.count) differ: \(differing.prefix(8).joined(separator: "\n"))")
    }

    @Test func `a text longer than the context is cut as in the reference`() throws {
        let texts = try Self.goldenTexts()
        let cut = try Self.golden.get()["cut"]
        let clipContext = try #require(cut?["clipContext"]?.integer)
        let demoContext = try #require(cut?["demoContext"]?.integer)
        let entries = try #require(cut?["texts"]?.array)
        #expect(entries.count >= 20)
        for entry in entries {
            let parts = try #require(entry.array)
            let text = texts[try #require(parts[0].integer)]
            #expect(try Self.clip.get().ids(of: text, limit: clipContext) == parts[1].ids)
            #expect(try Self.demo.get().ids(of: text, limit: demoContext) == parts[2].ids)
        }
    }

    /// Older files split without regard to markers, and write a merge as one string.
    @Test func `older tokenizer files give the reference's tokens`() throws {
        let tokenizer = try Tokenizer(Places.fixture("clip-tokenizer.json").inOlderForm)
        let texts = try Self.goldenTexts()
        let newer = try #require(Self.golden.get()["clip"]?.array)
        let older = Dictionary(
            uniqueKeysWithValues: try #require(Self.golden.get()["published"]?.fields).map { ($0.key, $0.value.ids) })
        #expect(!older.isEmpty)
        for index in texts.indices where older[String(index)] != nil || index % 10 == 0 {
            #expect(tokenizer.ids(of: texts[index], limit: .max) == older[String(index)] ?? newer[index].ids)
        }
    }

    /// The reference's words reach both ways of merging; this compares them on the same symbols.
    @Test func `words of any length are merged alike, whether by looking at every pair or by a heap`() throws {
        let model = try BytePairEncoding(try #require(Places.fixture("clip-tokenizer.json")["model"]))
        let letters = Array("etaoinshr")
        var generator = SystemRandomNumberGenerator()
        for round in 0..<2000 {
            let word = (0..<1 + round % 40).map { _ in letters[Int.random(in: 0..<9, using: &generator)] }
            var symbols = try word.map { try #require(model.id(of: String($0))) }
            symbols[symbols.count - 1] = try #require(model.id(of: "\(word[word.count - 1])</w>"))
            var (short, long) = ([7, 7] + symbols, symbols)
            model.mergeShort(&short, from: 2)
            model.mergeLong(&long)
            #expect(short == [7, 7] + long, "\(String(word))")
        }
    }

    @Test func `every character is classed as in the reference`() throws {
        let tests: [String: (Unicode.Scalar) -> Bool] = [
            "letter": \.isLetter, "number": \.isNumber, "space": \.isSpace, "removed": \.isRemovedByBERT,
            "punctuation": \.isBERTPunctuation, "ideograph": \.isBERTIdeograph, "accent": \.isBERTAccent,
        ]
        let golden = try #require(Places.fixture("characters.json").fields)
        #expect(Set(golden.map(\.key)) == Set(tests.keys))
        for (name, ranges) in golden {
            let test = try #require(tests[name])
            let bounds = ranges.array?.compactMap(\.integer) ?? []
            let expected = Set(stride(from: 0, to: bounds.count, by: 2).flatMap { bounds[$0]...bounds[$0 + 1] })
            let found = Set((0..<0x110000).filter { value in Unicode.Scalar(UInt32(value)).map(test) ?? false })
            let differing = found.symmetricDifference(expected).sorted().map { String($0, radix: 16) }
            #expect(differing.isEmpty, "\(name)")
        }
    }
}

extension JSON {
    /// A tokenizer.json as transformers wrote it up to version 4.
    fileprivate var inOlderForm: JSON {
        switch self {
        case .object(let fields):
            .object(fields.map { ($0.key, $0.key == "merges" ? $0.value.joinedPairs : $0.value.inOlderForm) })
        case .array(let values): .array(values.map(\.inOlderForm))
        case .string(let text): .string(text.replacing(#"<\|startoftext\|>|<\|endoftext\|>|'s"#, with: "'s"))
        default: self
        }
    }

    private var joinedPairs: JSON {
        .array((array ?? []).map { .string(($0.array ?? []).compactMap(\.string).joined(separator: " ")) })
    }
}
