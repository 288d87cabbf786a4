import Foundation
import ImageSearchTesting
import Testing

@testable import CLIPEmbedding

/// Weights in files beside the model, and reached through links; see training/reference/make_external_data.py.
struct ExternalDataTests {
    private static let files = [
        "config.json", "textual/tokenizer.json", "textual/tokenizer_config.json", "visual/preprocess_cfg.json",
        "textual/model.onnx", "textual/model.onnx_data", "visual/model.onnx", "visual/weights.bin", "reference.json",
    ]

    /// Runs a test on a package whose weights lie beside its towers.
    private func withPackage(_ body: (URL) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let flat = folder.appending(path: "flat")
            for file in Self.files {
                let own = Places.fixtures.appending(path: "tiny-external/\(file)")
                let isOwn = FileManager.default.fileExists(atPath: own.path)
                let source = isOwn ? own : Places.fixtures.appending(path: "tiny-openclip/\(file)")
                try flat.write(Array(Data(contentsOf: source)), at: file)
            }
            try await body(flat)
        }
    }

    /// A snapshot as in the cache of Hugging Face's tools: each file is a link to a blob that is named by its digest.
    private func snapshot(of flat: URL) throws -> URL {
        let root = flat.deletingLastPathComponent()
        let snapshot = root.appending(path: "snapshots/0123abc")
        for (number, file) in Self.files.enumerated() {
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

    private func embedder(_ folder: URL, cache: URL?) async throws -> CLIPEmbedder {
        try await CLIPEmbedder(
            ModelPackage(folder: folder.path), name: "tiny", precision: .f32, cacheFolder: cache?.path)
    }

    @Test func `weights beside the towers are read, through links too`() async throws {
        try await withPackage { flat in
            let cache = flat.deletingLastPathComponent().appending(path: "cache")
            let original = try await embedder(flat, cache: cache)
            #expect(try await leastCosine(original, flat.path) >= 0.99999)
            #expect(try unlinked(in: cache).isEmpty, "what can be read where it lies is not copied")
            let snapshot = try snapshot(of: flat)
            for _ in 0..<2 {
                let linked = try await embedder(snapshot, cache: cache)
                #expect(try await leastCosine(linked, snapshot.path) >= 0.99999)
                #expect(linked.model == original.model)
            }
            #expect(try unlinked(in: cache).count == 1)
        }
    }

    @Test func `second names follow their files, and go with the package`() async throws {
        try await withPackage { flat in
            let cache = flat.deletingLastPathComponent().appending(path: "cache")
            let files = try PackageFiles(folder: snapshot(of: flat).path)
            let weights = flat.deletingLastPathComponent().appending(path: "blobs/7")
            func content() throws -> Data {
                let readable = try files.withoutLinks(in: cache.path, fingerprint: "one")
                return try Data(contentsOf: URL(filePath: readable.towerPath("visual/weights.bin")))
            }
            #expect(try content() == Data(contentsOf: weights))
            try FileManager.default.removeItem(at: weights)
            try Data([1, 2, 3]).write(to: weights)
            #expect(try content() == Data([1, 2, 3]))
            _ = try files.withoutLinks(in: cache.path, fingerprint: "two")
            #expect(try unlinked(in: cache) == ["unlinked-two"])
        }
    }

    private func unlinked(in cache: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: cache.path).filter { $0.hasPrefix("unlinked-") }
    }

    @Test(arguments: ["visual/weights.bin", "textual/model.onnx_data"])
    func `the fingerprint changes with weights beside a tower, whatever their name`(file: String) async throws {
        try await withPackage { flat in
            func fingerprint() throws -> String {
                try PackageFiles(folder: flat.path).fingerprint()
            }
            let before = try fingerprint()
            let url = flat.appending(path: file)
            try (Data(contentsOf: url) + [0]).write(to: url)
            #expect(try fingerprint() != before)
        }
    }

    /// Each as long as the name that it stands for.
    @Test(arguments: ["/etc/passwd", "../../a.bin", "a/../../bcd", "weights.b/\0", "//weights.b"])
    func `a name that leads out of the tower's folder is refused`(name: String) async throws {
        try await withPackage { flat in
            try rename(in: flat, to: name)
            await #expect { try await embedder(flat, cache: nil) } throws: {
                ($0 as? ModelError)?.code == .damagedFile && "\($0)".contains("visual/model.onnx keeps its weights in")
            }
        }
    }

    @Test func `weights that are missing are named`() async throws {
        try await withPackage { flat in
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

    @Test func `damage to a model never harms the search for names`() throws {
        let model = try Data(contentsOf: Places.fixtures.appending(path: "tiny-external/visual/model.onnx"))
        #expect(ExternalData(model).names == ["weights.bin"])
        var random = SystemRandomNumberGenerator()
        for round in 0..<500 {
            var damaged = round % 2 == 0 ? model : model.prefix(.random(in: 0...model.count, using: &random))
            for _ in 0..<4 where !damaged.isEmpty {
                damaged[.random(in: 0..<damaged.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            _ = ExternalData(damaged)
        }
        // Graphs in nodes of graphs without end.
        var nested = Data()
        for _ in 0..<2000 {
            nested = field(1, field(5, field(6, nested)))
        }
        #expect(ExternalData(field(7, nested)).names.isEmpty)
    }

    /// A field of Protocol Buffers that has a length.
    private func field(_ number: UInt8, _ content: Data) -> Data {
        var length: [UInt8] = []
        var rest = content.count
        repeat {
            length.append(UInt8(rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return Data([number << 3 | 2] + length) + content
    }
}
