import ImageSearch
import JSONText
import ModelPackages
import Testing

@testable import CLIPEmbedding

/// The least cosines between two sets of embeddings of the same texts and pictures.
struct LeastCosines {
    let texts, pictures: Double
    var least: Double { min(texts, pictures) }

    fileprivate init(texts: [Double], pictures: [Double]) throws {
        #expect(texts.count == 6 && pictures.count == 3)
        self.texts = try #require(texts.min())
        self.pictures = try #require(pictures.min())
    }
}

/// How near a model's embeddings are to their references, which stand in a file of its package.
func leastCosines(
    _ embedder: CLIPEmbedder, _ folder: String, reference file: String = "reference.json"
) async throws -> LeastCosines {
    let reference = try Places.json(folder + "/" + file)
    var texts: [Double] = []
    for entry in try #require(reference["texts"]?.array) {
        let text = try #require(entry["text"]?.string)
        let tokens = try ModelTokenizer(ModelPackage(folder: folder)).tokens(of: text)
        #expect(try #require(entry["ids"]?.ids).starts(with: tokens))
        texts.append(1 - (try await embedder.embed(text)).cosineDistance(to: embedding(entry)))
    }
    let side = embedder.geometry.side
    var pictures: [Double] = []
    for entry in try #require(reference["pictures"]?.array) {
        let seed = try #require(entry["seed"]?.integer)
        let rgb = (0..<3 * side * side).map { UInt8(truncatingIfNeeded: $0 * 31 + seed * 17) }
        let found = try await embedder.embed(Pixels(width: side, height: side, rgb: rgb))
        pictures.append(1 - found.cosineDistance(to: embedding(entry)))
    }
    return try LeastCosines(texts: texts, pictures: pictures)
}

/// The least of ``leastCosines(_:_:reference:)``.
func leastCosine(
    _ embedder: CLIPEmbedder, _ folder: String, reference file: String = "reference.json"
) async throws -> Double { try await leastCosines(embedder, folder, reference: file).least }

/// How near two references of a package are to each other.
func leastCosines(_ folder: String, between one: String, and other: String) throws -> LeastCosines {
    let (one, other) = try (Places.json(folder + "/" + one), Places.json(folder + "/" + other))
    func cosines(_ kind: String) throws -> [Double] {
        zip(try #require(one[kind]?.array), try #require(other[kind]?.array)).map {
            1 - embedding($0).cosineDistance(to: embedding($1))
        }
    }
    return try LeastCosines(texts: cosines("texts"), pictures: cosines("pictures"))
}

private func embedding(_ entry: JSON) -> Embedding {
    Embedding(normalized: (entry["embedding"]?.array ?? []).map { Float($0.number ?? .nan) })
}
