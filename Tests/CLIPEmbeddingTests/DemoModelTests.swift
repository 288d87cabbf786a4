import Foundation
import ImageSearch
import ImageSearchTesting
import JSONText
import ModelPackages
import Testing

@testable import CLIPEmbedding

/// Compares the demo model with golden.json, which training/export.py wrote with ONNX Runtime.
struct DemoModelTests {
    private static func embedder(precision: Precision = .auto) async throws -> CLIPEmbedder {
        try await CLIPEmbedder(
            ModelPackage(folder: Places.demoModel), name: "demo", precision: precision)
    }

    @Test func `it gives the reference's tokens, values and cosines`() async throws {
        let golden = try Places.fixture("golden.json")
        let embedder = try await Self.embedder()
        let tokenizer = try ModelTokenizer(ModelPackage(folder: Places.demoModel))
        var embeddings: [Embedding] = []
        for entry in try #require(golden["texts"]?.array) {
            let text = try #require(entry["text"]?.string)
            #expect(tokenizer.tokens(of: text) == entry["input_ids"]?.ids)
            embeddings.append(try await embedder.embed(text))
            #expect(closeness(of: try #require(embeddings.last), to: entry["first8"]) < 0.002)
        }
        for (index, entry) in try #require(golden["images"]?.array).enumerated() {
            embeddings.append(try await embedder.embed(DemoPicture.all[index]))
            #expect(closeness(of: try #require(embeddings.last), to: entry["first8"]) < 0.002)
        }
        let cosines = try #require(golden["cosines"]?.array)
        #expect(cosines.count == 12 && embeddings.count == 12)
        for (first, row) in zip(embeddings, cosines) {
            for (second, cosine) in zip(embeddings, row.array ?? []) {
                #expect(abs(1 - first.cosineDistance(to: second) - (cosine.number ?? 9)) < 0.002)
            }
        }
    }

    // See docs/decisions/0006: with two streams, one load in six computed other embeddings.
    @Test func `every load of the model gives the same embeddings`() async throws {
        let package = try ModelPackage(folder: Places.demoModel)
        let golden = try #require(Places.fixture("golden.json")["images"]?.array?.first)
        for _ in 0..<10 {
            let embedder = try await CLIPEmbedder(
                package, name: "demo", towers: .imageOnly)
            let embedding = try await embedder.embed(DemoPicture.all[0])
            #expect(closeness(of: embedding, to: golden["first8"]) < 0.002)
        }
    }

    /// The largest difference to the first values of a reference.
    private func closeness(of embedding: Embedding, to reference: JSON?) -> Double {
        zip(embedding.values, reference?.array ?? []).map { abs(Double($0) - ($1.number ?? 9)) }.max() ?? 9
    }

    @Test func `it keeps the contract`() async throws {
        try await EmbedderContract(Self.embedder()).verify()
    }

    @Test func `it is computed in f32, and refuses bf16, as its config asks`() async throws {
        #expect(try await Self.embedder(precision: .auto).precision == .f32)
        await #expect { _ = try await Self.embedder(precision: .bf16) } throws: { error in
            (error as? ModelError)?.code == .precision && "\(error)".contains("config.json")
        }
    }

    @Test func `a compiled model from the cache gives the same embeddings`() async throws {
        let fresh = try await Self.embedder().embed("a red car")
        try await withTemporaryFolder { folder in
            for _ in 0..<2 {
                let embedder = try await CLIPEmbedder(
                    ModelPackage(folder: Places.demoModel), name: "demo", cacheFolder: folder.path)
                #expect(abs(try await embedder.embed("a red car").cosineDistance(to: fresh)) < 1e-5)
                await embedder.releaseUnusedMemory()
                #expect(abs(try await embedder.embed("a red car").cosineDistance(to: fresh)) < 1e-5)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
        }
    }
}

/// The six pictures of training/export.py: flat, gradient, checks, disc, sky, noise.
enum DemoPicture {
    static let all: [Pixels] = [
        picture { _, _, channel in [220, 30, 30][channel] },
        picture { x, _, channel in [x * 255 / 259, 128, 255 - x * 255 / 259][channel] },
        picture { x, y, _ in (x / 20 + y / 20) % 2 * 255 },
        picture { x, y, channel in
            (x - 130) * (x - 130) + (y - 130) * (y - 130) < 8100 ? [40, 160, 60][channel] : 255
        },
        picture { _, y, channel in y < 150 ? [135, 190, 235][channel] : [90, 150, 60][channel] },
        picture { x, y, channel in (x * 7919 + y * 104_729 + channel * 37) * (x + 3 * y + 1) % 256 },
    ]

    private static func picture(_ level: (_ x: Int, _ y: Int, _ channel: Int) -> Int) -> Pixels {
        let side = 260
        var rgb: [UInt8] = []
        for y in 0..<side {
            for x in 0..<side {
                for channel in 0..<3 { rgb.append(UInt8(level(x, y, channel))) }
            }
        }
        return Pixels(width: side, height: side, rgb: rgb)
    }
}
