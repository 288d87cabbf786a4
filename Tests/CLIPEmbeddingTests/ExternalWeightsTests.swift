import Foundation
import ImageSearchTesting
import ModelPackages
import Testing

@testable import CLIPEmbedding

/// Embedding with weights in files beside the model, and reached through links; see training/reference/make_external_data.py.
struct ExternalWeightsTests {
    private func embedder(_ folder: URL, cache: URL?) async throws -> CLIPEmbedder {
        try await CLIPEmbedder(
            ModelPackage(folder: folder.path), name: "tiny", precision: .f32, cacheFolder: cache?.path)
    }

    @Test func `weights beside the towers are read, through links too`() async throws {
        try await TinyModels.withExternalWeights { flat in
            let cache = flat.deletingLastPathComponent().appending(path: "cache")
            let original = try await embedder(flat, cache: cache)
            #expect(try await leastCosine(original, flat.path) >= 0.99999)
            #expect(try TinyModels.unlinked(in: cache).isEmpty, "what can be read where it lies is not copied")
            let snapshot = try TinyModels.snapshot(of: flat)
            for _ in 0..<2 {
                let linked = try await embedder(snapshot, cache: cache)
                #expect(try await leastCosine(linked, snapshot.path) >= 0.99999)
                #expect(linked.model == original.model)
            }
            #expect(try TinyModels.unlinked(in: cache).count == 1)
        }
    }

    /// Each as long as the name that it stands for.
    @Test(arguments: ["/etc/passwd", "../../a.bin", "a/../../bcd", "weights.b/\0", "//weights.b"])
    func `a name that leads out of the tower's folder is refused`(name: String) async throws {
        try await TinyModels.withExternalWeights { flat in
            try rename(in: flat, to: name)
            await #expect { try await embedder(flat, cache: nil) } throws: {
                ($0 as? ModelError)?.code == .damagedFile && "\($0)".contains("visual/model.onnx keeps its weights in")
            }
        }
    }

    @Test func `weights that are missing are named`() async throws {
        try await TinyModels.withExternalWeights { flat in
            try rename(in: flat, to: "weights.bad")
            await #expect { try await embedder(flat, cache: nil) } throws: {
                ($0 as? ModelError)?.code == .missingFile && "\($0)".contains("lacks visual/weights.bad")
            }
        }
    }

    /// Changes the name that the image tower gives to its weights.
    private func rename(in flat: URL, to name: String) throws {
        let file = flat.appending(path: "visual/model.onnx")
        var model = try Data(contentsOf: file)
        var places = 0
        while let place = model.range(of: Data("weights.bin".utf8)) {
            model.replaceSubrange(place, with: name.utf8)
            places += 1
        }
        #expect(places > 10 && name.utf8.count == 11)
        try model.write(to: file)
    }
}
