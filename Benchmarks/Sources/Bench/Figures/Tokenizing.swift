import CLIPEmbedding
import ModelPackages

/// What it costs to make tokens of a text.
struct Tokenizing: Sendable {
    let setup: Setup
    let report: Report
    /// Texts of each length; none is tokenized twice.
    private static let count = 1000

    /// A usual query, and one that fills the context of any model.
    func run() throws {
        let tokenizer = try ModelTokenizer(ModelPackage(folder: setup.modelFolder))
        let queries = Queries()
        try add("a text of eight words", tokenizer, (0..<Self.count).map { queries[$0] })
        try add(
            "a text of eighty words", tokenizer,
            (0..<Self.count).map { first in (0..<10).map { queries[10 * first + $0] }.joined(separator: ", ") })
    }

    private func add(_ name: String, _ tokenizer: ModelTokenizer, _ texts: [String]) throws {
        var ids = 0
        let times = Sample(texts.map { text in 1e6 * seconds { ids += tokenizer.tokens(of: text).count } })
        try check(ids > 5 * texts.count, "more tokens of \(name)")
        report.add(
            .bounded(
                "tokenizing \(name), p50", times.median, "us", atMost: 50,
                ["p95": times.quantile(0.95), "tokens": Double(ids) / Double(texts.count)]))
    }
}
