import Foundation
import ImageSearch
import ImageSearchTesting
import ModelPackages
import Testing

@testable import CLIPEmbedding

/// Compares models with random weights with what ONNX Runtime computes; see training/reference/make_random_clip.py.
struct RandomModelTests {
    private static func embedder(
        _ folder: String, precision: Precision = .f32, towers: CLIPEmbedder.Towers = .both
    ) async throws -> CLIPEmbedder {
        try await CLIPEmbedder(
            ModelPackage(folder: folder), name: "random", precision: precision, towers: towers)
    }

    private static func tiny(_ layout: String) -> String { Places.fixtures.appending(path: "tiny-\(layout)").path }

    @Test(arguments: ["transformers", "openclip"])
    func `both layouts give what ONNX Runtime gives`(layout: String) async throws {
        let embedder = try await Self.embedder(Self.tiny(layout))
        #expect(embedder.model.dimensions == 16 && embedder.geometry == PixelGeometry(side: 32))
        #expect(try await leastCosine(embedder, Self.tiny(layout)) >= 0.99999)
    }

    @Test(arguments: ["transformers", "openclip"])
    func `both layouts keep the contract`(layout: String) async throws {
        try await EmbedderContract(Self.embedder(Self.tiny(layout))).verify()
    }

    /// Run after `make_random_clip.py full FOLDER`, which writes 600 MB.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["FULL_SIZE_MODEL"] != nil))
    func `a model of ViT-B/32's size gives what ONNX Runtime gives`() async throws {
        let folder = try #require(ProcessInfo.processInfo.environment["FULL_SIZE_MODEL"])
        let f32 = try await leastCosine(Self.embedder(folder), folder)
        #expect(f32 >= 0.99999)
        let auto = try await Self.embedder(folder, precision: .auto)
        let fast = try await leastCosine(auto, folder)
        #expect(fast >= 0.99)
        print("cosine to ONNX Runtime: f32 \(f32), \(auto.precision) \(fast)")
    }

    @Test func `only the towers that are asked for are loaded`() async throws {
        let texts = try await Self.embedder(Self.tiny("openclip"), towers: .textOnly)
        let pictures = try await Self.embedder(Self.tiny("openclip"), towers: .imageOnly)
        let grey = Pixels(width: 32, height: 32, rgb: Array(repeating: 128, count: 3 * 32 * 32))
        #expect(texts.model == pictures.model)
        _ = try await texts.embed("a cat")
        _ = try await pictures.embed(grey)
        await #expect { try await texts.embed(grey) } throws: { ($0 as? ModelError)?.code == .wrongInput }
        await #expect { try await pictures.embed("a cat") } throws: { ($0 as? ModelError)?.code == .wrongInput }
    }

    @Test func `a picture of another size is refused, and the next one embedded`() async throws {
        let embedder = try await Self.embedder(Self.tiny("transformers"))
        let wrong = Pixels(width: 31, height: 32, rgb: Array(repeating: 0, count: 3 * 31 * 32))
        await #expect { try await embedder.embed(wrong) } throws: {
            "\($0)" == "expected a picture of 32 x 32, not 31 x 32"
        }
        _ = try await embedder.embed(Pixels(width: 32, height: 32, rgb: Array(repeating: 0, count: 3 * 32 * 32)))
    }
}
