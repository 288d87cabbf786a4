public import Foundation

/// The model packages of a few kilobytes that the tests share; see training/reference.
public enum TinyModels {
    private static let project = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    /// Where they lie.
    public static let folder = project.appending(path: "Tests/CLIPEmbeddingTests/Fixtures")
    /// The model that ships with the project.
    public static let demo = project.appending(path: "demo-model")

    /// Runs a test on a copy of a package of a layout, some of whose files are replaced, or taken away by `nil`.
    public static func withCopy<Result>(
        of layout: String, changing files: [String: String?] = [:], _ body: (URL) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { temporary in
            let copy = temporary.appending(path: "model")
            try FileManager.default.copyItem(at: folder.appending(path: "tiny-\(layout)"), to: copy)
            for (file, text) in files {
                try FileManager.default.removeItem(at: copy.appending(path: file))
                if let text { try copy.write(Array(text.utf8), at: file) }
            }
            return try await body(copy)
        }
    }

    /// The files of a package whose weights lie beside its towers.
    private static let external = [
        "config.json", "textual/tokenizer.json", "textual/tokenizer_config.json", "visual/preprocess_cfg.json",
        "textual/model.onnx", "textual/model.onnx_data", "visual/model.onnx", "visual/weights.bin", "reference.json",
    ]

    /// Runs a test on a package whose weights lie beside its towers.
    public static func withExternalWeights(_ body: (URL) async throws -> Void) async throws {
        try await withTemporaryFolder { temporary in
            let flat = temporary.appending(path: "flat")
            for file in external {
                let own = folder.appending(path: "tiny-external/\(file)")
                let isOwn = FileManager.default.fileExists(atPath: own.path)
                let source = isOwn ? own : folder.appending(path: "tiny-openclip/\(file)")
                try flat.write(Array(Data(contentsOf: source)), at: file)
            }
            try await body(flat)
        }
    }

    /// A snapshot as in the cache of Hugging Face's tools: each file is a link to a blob that is named by its digest.
    public static func snapshot(of flat: URL) throws -> URL {
        let root = flat.deletingLastPathComponent()
        let snapshot = root.appending(path: "snapshots/0123abc")
        for (number, file) in external.enumerated() {
            try root.write(Array(Data(contentsOf: flat.appending(path: file))), at: "blobs/\(number)")
            let up = String(repeating: "../", count: file.split(separator: "/").count + 1)
            let link = snapshot.appending(path: file)
            try FileManager.default.createDirectory(
                at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: link.path, withDestinationPath: "\(up)blobs/\(number)")
        }
        return snapshot
    }

    /// The second names that packages with links have in a cache folder.
    public static func unlinked(in cache: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: cache.path).filter { $0.hasPrefix("unlinked-") }
    }
}
