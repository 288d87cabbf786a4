import Foundation
import ImageSearchTesting
import Testing

@testable import ModelPackages

/// Weights in files beside the model, and reached through links; see training/reference/make_external_data.py.
struct ExternalDataTests {
    @Test func `second names follow their files, and go with the package`() async throws {
        try await TinyModels.withExternalWeights { flat in
            let cache = flat.deletingLastPathComponent().appending(path: "cache")
            let files = try PackageFiles(folder: TinyModels.snapshot(of: flat).path)
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
            #expect(try TinyModels.unlinked(in: cache) == ["unlinked-two"])
        }
    }

    @Test(arguments: ["visual/weights.bin", "textual/model.onnx_data"])
    func `the fingerprint changes with weights beside a tower, whatever their name`(file: String) async throws {
        try await TinyModels.withExternalWeights { flat in
            func fingerprint() throws -> String {
                try PackageFiles(folder: flat.path).fingerprint()
            }
            let before = try fingerprint()
            let url = flat.appending(path: file)
            try (Data(contentsOf: url) + [0]).write(to: url)
            #expect(try fingerprint() != before)
        }
    }

    @Test func `damage to a model never harms the search for names`() throws {
        let model = try Data(contentsOf: TinyModels.folder.appending(path: "tiny-external/visual/model.onnx"))
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
