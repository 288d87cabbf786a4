import Foundation
import ImageSearchTesting
import ModelPackages
import Testing

@testable import CLIPEmbedding

/// Packages whose parts do not fit, and what is said of them.
struct UnsuitableModelTests {
    /// The error of opening a package and loading its towers.
    private func error(_ layout: String, changing files: [String: String?]) async throws -> ModelError {
        try await TinyModels.withCopy(of: layout, changing: files) { folder in
            do {
                _ = try await CLIPEmbedder(ModelPackage.read(in: folder.path), name: "tiny")
                throw ModelError(.wrongInput, "no error came")
            } catch let error as ModelError {
                return error
            }
        }
    }

    @Test(arguments: ["visual/model.onnx", "textual/model.onnx"], ["", "no model at all", "\u{8}\u{7}\u{12}\u{3}abc"])
    func `a file that is no model is refused in a clear line`(file: String, content: String) async throws {
        let error = try await error("openclip", changing: [file: content])
        #expect(error.code == .damagedFile && error.description.contains(file))
    }

    @Test(arguments: [
        ("textual/tokenizer.json", "{", "not JSON"),
        ("textual/tokenizer.json", #"{"model": {"type": "Unigram"}}"#, "model Unigram"),
        ("textual/tokenizer.json", #"{"model": {"type": "BPE", "vocab": {"a": "b"}}}"#, "no id"),
        ("textual/tokenizer.json", #"{"model": {"type": "WordPiece", "vocab": {"a": 0}}}"#, "[UNK]"),
        ("textual/tokenizer.json", #"{"normalizer": {"type": "Precompiled"}}"#, "normalizer Precompiled"),
        ("visual/preprocess_cfg.json", "[]", "size"),
        ("visual/preprocess_cfg.json", #"{"size": [224, 300]}"#, "square"),
        ("visual/preprocess_cfg.json", #"{"size": 32, "resize_mode": "stretch"}"#, "resize_mode stretch"),
        ("visual/preprocess_cfg.json", #"{"size": 32, "interpolation": "lanczos"}"#, "interpolation lanczos"),
        ("visual/preprocess_cfg.json", #"{"size": 32, "mean": [0, 0], "std": [1, 1, 1]}"#, "mean"),
        ("visual/preprocess_cfg.json", #"{"size": 64, "mean": [0, 0, 0], "std": [1, 1, 1]}"#, "3 x 64 x 64"),
    ])
    func `what is not supported is named`(file: String, content: String, part: String) async throws {
        let error = try await error("openclip", changing: [file: content])
        #expect(error.description.contains(part), "\(error)")
    }

    @Test func `a tower in the other's place is refused`() async throws {
        try await TinyModels.withCopy(of: "transformers") { copy in
            let folder = copy.path
            let towers = ["vision_model", "text_model"].map { "\(folder)/onnx/\($0).onnx" }
            let files = FileManager.default
            try files.moveItem(atPath: towers[0], toPath: folder + "/other")
            try files.moveItem(atPath: towers[1], toPath: towers[0])
            try files.moveItem(atPath: folder + "/other", toPath: towers[1])
            for kind in [CLIPEmbedder.Towers.imageOnly, .textOnly] {
                await #expect {
                    try await CLIPEmbedder(ModelPackage(folder: folder), name: "", towers: kind)
                } throws: {
                    ($0 as? ModelError)?.code == .unsupported
                }
            }
        }
    }

    @Test func `a text is canonicalised where the model's config asks for it`() async throws {
        let config = #"{"text_cfg": {"context_length": 7, "tokenizer_kwargs": {"clean": "canonicalize"}}}"#
        try await TinyModels.withCopy(of: "openclip", changing: ["config.json": config]) { folder in
            let package = try ModelTokenizer(ModelPackage(folder: folder.path))
            #expect(package.tokens(of: "  A_Red, CAR!! ") == package.tokens(of: "a red car"))
            #expect(package.tokens(of: "a!") != package.tokens(of: "a b"))
            #expect(package.tokens(of: String(repeating: "long ", count: 50)).count == 7)
        }
    }
}
