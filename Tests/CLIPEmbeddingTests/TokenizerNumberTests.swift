import JSONText
import Testing

@testable import CLIPEmbedding
@testable import ModelPackages

/// Numbers in tokenizer.json as no exporter writes them.
@Suite struct TokenizerNumberTests {
    static let numbers = [
        "-1", "0", "-0", "1e308", "1e999", "-1e999", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "99999999999999999999", "9007199254740993", "2147483648", "1e-999", "0.5", "4097",
    ]

    private func parse(_ text: String) throws -> JSON { try JSONParser.parse(Array(text.utf8)) }

    @Test(arguments: numbers) func `a context is as long as a model's can be`(number: String) throws {
        let tokenizer = try Tokenizer(parse(Self.tokenizer(id: "1", length: number)))
        for field in ["context_length", "model_max_length"] {
            let config = try parse(#"{"\#(field)": \#(number), "text_cfg": {"context_length": \#(number)}}"#)
            let text = ModelTokenizer(tokenizer, TextConfig(config: config, tokenizerConfig: config))
            #expect(TextConfig.contextLengths.contains(text.contextLength))
            #expect(text.padID >= 0)
            #expect(text.tokens(of: "a a a").count <= 5)
        }
    }

    @Test(arguments: ["-1", "1e999", "2147483648", "9223372036854775808", "0.5", "-9223372036854775808", "null"])
    func `a token without a number that a table can have is refused`(number: String) throws {
        #expect(throws: ModelError.self) { try Tokenizer(parse(Self.tokenizer(id: number, length: "77"))) }
        let added = #"{"added_tokens": [{"id": \#(number), "content": "a"}], "model": {"type": "WordPiece"}}"#
        #expect(throws: ModelError.self) { try Tokenizer(parse(added)) }
    }

    private static func tokenizer(id: String, length: String) -> String {
        #"""
        {"truncation": {"max_length": \#(length)}, "padding": {"pad_id": \#(length)},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "BertProcessing", "cls": ["c", \#(length)], "sep": ["s", \#(length)]},
        "model": {"type": "WordPiece", "vocab": {"[UNK]": 0, "a": \#(id)}, "max_input_chars_per_word": \#(length)}}
        """#
    }
}
