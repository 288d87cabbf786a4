import Foundation
import ImageSearch
import ImageSearchTesting
import Testing

@testable import CLIPEmbedding

struct ModelPackageTests {
    /// Runs a test on a copy of a tiny package, some of whose files are replaced, or taken away by `nil`.
    private func withPackage<Result>(
        _ layout: String, changing files: [String: String?] = [:], _ body: (String) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let copy = folder.appending(path: "model")
            try FileManager.default.copyItem(at: Places.fixtures.appending(path: "tiny-\(layout)"), to: copy)
            for (file, text) in files {
                try FileManager.default.removeItem(at: copy.appending(path: file))
                if let text { try copy.write(Array(text.utf8), at: file) }
            }
            return try await body(copy.path)
        }
    }

    /// The error of opening a package and loading its towers.
    private func error(_ layout: String, changing files: [String: String?]) async throws -> ModelError {
        try await withPackage(layout, changing: files) { folder in
            do {
                let package = try ModelPackage(folder: folder)
                _ = try await CLIPEmbedder(package, name: "tiny")
                throw ModelError(.wrongInput, "no error came")
            } catch let error as ModelError {
                return error
            }
        }
    }

    @Test func `a folder that is not there is named`() {
        #expect { try ModelPackage(folder: "/nowhere/model") } throws: {
            ($0 as? ModelError)?.code == .missingFile && "\($0)".contains("/nowhere/model")
        }
    }

    @Test(arguments: [
        ("openclip", "visual/model.onnx"), ("openclip", "textual/model.onnx"), ("openclip", "textual/tokenizer.json"),
        ("openclip", "visual/preprocess_cfg.json"), ("transformers", "onnx/text_model.onnx"),
        ("transformers", "tokenizer.json"), ("transformers", "preprocessor_config.json"),
    ])
    func `a missing file is named`(layout: String, file: String) async throws {
        let error = try await error(layout, changing: [file: nil])
        #expect(error.code == .missingFile && error.description.contains("lacks \(file)"))
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
        try await withPackage("transformers") { folder in
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

    @Test func `the geometry is read from both layouts' files`() throws {
        func geometry(_ json: String) throws -> PixelGeometry {
            try PreprocessConfig(JSONParser.parse(Array(json.utf8)), file: "").geometry
        }
        let openCLIP = #""mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]"#
        #expect(
            try geometry(#"{"size": 384, "resize_mode": "squash", "interpolation": "bilinear", \#(openCLIP)}"#)
                == PixelGeometry(side: 384, resizeMode: .squash, interpolation: .bilinear))
        #expect(
            try geometry(#"{"size": [256, 256], "resize_mode": "longest", "fill_color": 255, \#(openCLIP)}"#)
                == PixelGeometry(side: 256, resizeMode: .longest, fill: 255))
        let transformers = #""image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]"#
        #expect(
            try geometry(#"{"size": 224, "crop_size": 224, "do_center_crop": true, "resample": 3, \#(transformers)}"#)
                == PixelGeometry(side: 224))
        #expect(
            try geometry(#"{"size": {"height": 256, "width": 256}, "resample": 2, \#(transformers)}"#)
                == PixelGeometry(side: 256, resizeMode: .squash, interpolation: .bilinear))
    }

    @Test func `the fingerprint changes with every file that shapes the vectors`() async throws {
        func fingerprint(changing files: [String: String?]) async throws -> String {
            try await withPackage("openclip", changing: files) { folder in
                try PackageFiles(folder: folder).fingerprint()
            }
        }
        let original = try await fingerprint(changing: [:])
        #expect(try await fingerprint(changing: [:]) == original)
        var fingerprints: Set<String> = [original]
        for file in ["visual/model.onnx", "textual/model.onnx", "textual/tokenizer.json", "config.json"] {
            fingerprints.insert(try await fingerprint(changing: [file: "{}"]))
        }
        #expect(fingerprints.count == 5)
    }

    @Test func `a text is canonicalised where the model's config asks for it`() async throws {
        let config = #"{"text_cfg": {"context_length": 7, "tokenizer_kwargs": {"clean": "canonicalize"}}}"#
        try await withPackage("openclip", changing: ["config.json": config]) { folder in
            let package = try ModelPackage(folder: folder)
            #expect(package.tokens(of: "  A_Red, CAR!! ") == package.tokens(of: "a red car"))
            #expect(package.tokens(of: "a!") != package.tokens(of: "a b"))
            #expect(package.tokens(of: String(repeating: "long ", count: 50)).count == 7)
        }
    }
}
