public import ImageSearch

/// What every embedder must do, as a test that any embedder can run.
///
/// ```swift
/// try await EmbedderContract(embedder).verify()
/// ```
public struct EmbedderContract: Sendable {
    /// A broken promise, in words.
    public struct Violation: Error, CustomStringConvertible {
        /// What was expected, and what came instead.
        public let description: String
    }

    private let embedder: any Embedder

    /// Takes the embedder to be tested.
    public init(_ embedder: any Embedder) { self.embedder = embedder }

    /// Runs every check; throws the first ``Violation``.
    public func verify() async throws {
        try await verifyUnitVectors()
        try await verifyRepetition()
        try await verifyDifference()
        try await verifyConcurrency()
    }

    private static let texts =
        ["a red car", "a green tree on a hill", "", " ", "日本語 👍🏽", "\0", "e\u{301}"]
        + [String(repeating: "a", count: 10_000), String(repeating: "green ", count: 1_700)]

    private func picture(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Pixels {
        let side = embedder.geometry.side
        let rgb = Array(repeatElement([red, green, blue], count: side * side).joined())
        return Pixels(width: side, height: side, rgb: rgb)
    }

    private var pictures: [Pixels] { [picture(220, 30, 30), picture(20, 200, 40), picture(0, 0, 0)] }

    private func embeddings() async throws -> [Embedding] {
        var embeddings: [Embedding] = []
        for text in Self.texts { embeddings.append(try await embedder.embed(text)) }
        for picture in pictures { embeddings.append(try await embedder.embed(picture)) }
        return embeddings
    }

    private func verifyUnitVectors() async throws {
        for embedding in try await embeddings() {
            try check(
                embedding.dimensions == embedder.model.dimensions,
                "has the \(embedder.model.dimensions) components that the model names, not \(embedding.dimensions)")
            let length = embedding.values.reduce(0) { $0 + Double($1) * Double($1) }
            try check(abs(length - 1) < 1e-4, "has the length 1; the squares add up to \(length)")
        }
    }

    private func verifyRepetition() async throws {
        let first = try await embeddings()
        let second = try await embeddings()
        try check(first == second, "gives the same vector for the same input")
    }

    private func verifyDifference() async throws {
        let texts = try await [embedder.embed("a red car"), embedder.embed("a green tree on a hill")]
        try check(texts[0].cosineDistance(to: texts[1]) > 1e-3, "tells texts apart")
        let pictures = try await [embedder.embed(pictures[0]), embedder.embed(pictures[1])]
        try check(pictures[0].cosineDistance(to: pictures[1]) > 1e-3, "tells pictures apart")
    }

    /// Sixteen calls at once give what one after another gives, whatever runs together: the same to rounding.
    private func verifyConcurrency() async throws {
        let texts = Self.texts.prefix(7)
        var expected: [Embedding] = []
        for text in texts { expected.append(try await embedder.embed(text)) }
        expected.append(try await embedder.embed(pictures[0]))
        try await withThrowingTaskGroup(of: [Embedding].self) { group in
            for _ in 0..<16 {
                group.addTask {
                    var found: [Embedding] = []
                    for text in texts { found.append(try await embedder.embed(text)) }
                    return found + [try await embedder.embed(pictures[0])]
                }
            }
            for try await found in group {
                let isSame = zip(found, expected).allSatisfy { abs($0.cosineDistance(to: $1)) < 1e-4 }
                try check(isSame, "gives the same vectors when many calls run at once")
            }
        }
    }

    private func check(_ holds: Bool, _ promise: String) throws {
        guard holds else { throw Violation(description: "the embedder broke its promise: \(promise)") }
    }
}
