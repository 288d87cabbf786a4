import JSONText
import ModelPackages

/// Turns a text into the ids that a text tower takes, equal to those of Hugging Face's `tokenizers`.
///
/// text -> tokens typed literally -> normalised -> words -> pieces -> cut to the context -> marked with start and end.
struct Tokenizer: Sendable {
    private let addedTokens: AddedTokens
    private let splitter: WordSplitter
    private let model: any SubwordModel
    /// The ids that stand before and after each text.
    private let prefix, suffix: [Int32]
    /// The longest result that the file allows, marks included.
    let maximumLength: Int?
    /// The id that fills up to a fixed length, when the file says.
    let padID: Int32?

    /// Reads a tokenizer.json.
    init(_ json: JSON) throws(ModelError) {
        let normalizer = try json["normalizer"].map { json throws(ModelError) in try Normalizer(json) }
        addedTokens = try AddedTokens(json["added_tokens"], normalizer: normalizer)
        switch (json["model"]?["type"]?.string, json["model"]) {
        case ("BPE", let model?): self.model = try BytePairEncoding(model)
        case ("WordPiece", let model?): self.model = try WordPiece(model)
        case (let other, _): throw .unsupportedTokenizer("model", other)
        }
        splitter = try WordSplitter(json["pre_tokenizer"])
        (prefix, suffix) = try Self.marks(json["post_processor"])
        maximumLength = json["truncation"]?["max_length"]?.integer
        padID = json["padding"]?["pad_id"]?.tokenID
    }

    /// The id of a token of the vocabulary, such as the pad token that another file names.
    func id(of token: String) -> Int32? { model.id(of: token) }

    /// The ids of a text, at most `limit` of them; a longer text is cut before its end is marked.
    func ids(of text: String, limit: Int) -> [Int32] {
        let room = max(0, limit - prefix.count - suffix.count)
        var ids: [Int32] = []
        for part in addedTokens.parts(of: Array(text.unicodeScalars)) where ids.count < room {
            switch part {
            case .token(let id): ids.append(id)
            case .text(let text):
                splitter.forEachWord(in: text) { word in
                    model.encode(word, into: &ids)
                    return ids.count < room
                }
            }
        }
        return prefix + ids.prefix(room) + suffix
    }

    private static func marks(_ json: JSON?) throws(ModelError) -> (prefix: [Int32], suffix: [Int32]) {
        func id(_ field: String) -> [Int32] {
            json?[field]?.array?.last?.tokenID.map { [$0] } ?? []
        }
        switch json?["type"]?.string {
        case nil: return ([], [])
        case "RobertaProcessing", "BertProcessing": return (id("cls"), id("sep"))
        case "TemplateProcessing": return template(json)
        case let other: throw .unsupportedTokenizer("post_processor", other)
        }
    }

    /// A list of marks with one place for the text among them.
    private static func template(_ json: JSON?) -> (prefix: [Int32], suffix: [Int32]) {
        var marks: (prefix: [Int32], suffix: [Int32]) = ([], [])
        var isBeforeText = true
        for item in json?["single"]?.array ?? [] {
            guard let mark = item["SpecialToken"]?["id"]?.string else {
                isBeforeText = false
                continue
            }
            let ids = json?["special_tokens"]?[mark]?["ids"]?.array ?? []
            let values = ids.compactMap(\.tokenID)
            if isBeforeText { marks.prefix += values } else { marks.suffix += values }
        }
        return marks
    }
}
