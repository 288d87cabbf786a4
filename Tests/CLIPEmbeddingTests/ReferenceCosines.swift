import ImageSearch
import Testing

@testable import CLIPEmbedding

/// The least cosine between a model's embeddings and their references, which stand in a file of its package.
func leastCosine(
    _ embedder: CLIPEmbedder, _ folder: String, reference file: String = "reference.json"
) async throws -> Double {
    let reference = try Places.json(folder + "/" + file)
    var cosines: [Double] = []
    for entry in try #require(reference["texts"]?.array) {
        let text = try #require(entry["text"]?.string)
        let tokens = try ModelPackage(folder: folder).tokens(of: text)
        #expect(try #require(entry["ids"]?.ids).starts(with: tokens))
        cosines.append(1 - (try await embedder.embed(text)).cosineDistance(to: embedding(entry)))
    }
    let side = embedder.geometry.side
    for entry in try #require(reference["pictures"]?.array) {
        let seed = try #require(entry["seed"]?.integer)
        let rgb = (0..<3 * side * side).map { UInt8(truncatingIfNeeded: $0 * 31 + seed * 17) }
        let found = try await embedder.embed(Pixels(width: side, height: side, rgb: rgb))
        cosines.append(1 - found.cosineDistance(to: embedding(entry)))
    }
    #expect(cosines.count == 9)
    return try #require(cosines.min())
}

private func embedding(_ entry: JSON) -> Embedding {
    Embedding(normalized: (entry["embedding"]?.array ?? []).map { Float($0.number ?? .nan) })
}
