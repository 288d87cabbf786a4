import Foundation
import ImageSearch
import ImageSearchTesting
import Testing

@testable import CLIPEmbedding
@testable import ModelPackages

/// Compares the tiny package's int8 towers with what OpenVINO's Python package computes with them; see
/// training/reference/make_int8_goldens.py.
struct QuantizedModelTests {
    /// Runs a test on a copy of the tiny package whose floats are f32 on every processor.
    private func withPackage(_ body: (URL) async throws -> Void) async throws {
        try await TinyModels.withCopy(of: "transformers") { copy in
            try copy.write(Array(#"{"precisions": ["f32"]}"#.utf8), at: "config.json")
            try await body(copy)
        }
    }

    private func embedder(
        _ folder: URL, precision: Precision = .int8, cacheFolder: String? = nil
    ) async throws -> CLIPEmbedder {
        try await CLIPEmbedder(
            ModelPackage(folder: folder.path), name: "tiny", precision: precision, cacheFolder: cacheFolder)
    }

    /// How near the reference in int8 is to that in f32, which is what an embedding in int8 is worth.
    private func worthOfInt8() throws -> LeastCosines {
        let folder = Places.fixtures.appending(path: "tiny-transformers").path
        return try leastCosines(folder, between: "reference.json", and: "int8/reference.json")
    }

    /// Much nearer to the reference than the reference is to f32: no bound but that holds on all processors.
    ///
    /// With VNNI they
    /// add up integers in one step, without in two, and a number that lies between two steps of int8 falls to the one or
    /// the other: of these nine embeddings one differs by 1.5e-4 in cosine, a sixteenth of what int8 costs it.
    @Test func `the int8 towers give what the reference gives, from the cache too`() async throws {
        let worth = try worthOfInt8()
        try await withPackage { folder in
            for cacheFolder in [nil, folder.path + "/cache", folder.path + "/cache"] {
                let quantized = try await embedder(folder, cacheFolder: cacheFolder)
                #expect(quantized.precision == .int8)
                let found = try await leastCosines(quantized, folder.path, reference: "int8/reference.json")
                #expect(1 - found.texts <= (1 - worth.texts) / 4, "\(found), \(worth)")
                #expect(1 - found.pictures <= (1 - worth.pictures) / 4, "\(found), \(worth)")
            }
        }
    }

    @Test func `int8 is near to f32, and is another model`() async throws {
        let worth = try worthOfInt8().least
        try await withPackage { folder in
            let quantized = try await embedder(folder)
            let original = try await embedder(folder, precision: .f32)
            // A quarter of a distance is half of an angle: half as far as the reference, or one and a half times.
            let distance = 1 - (try await leastCosine(quantized, folder.path))
            #expect(distance >= (1 - worth) / 4 && distance <= (1 - worth) * 9 / 4, "\(distance), \(worth)")
            #expect(quantized.model.fingerprint != original.model.fingerprint)
            #expect(quantized.model.dimensions == original.model.dimensions)
        }
    }

    @Test func `auto takes the original though int8 is there`() async throws {
        try await withPackage { folder in
            let auto = try await embedder(folder, precision: .auto)
            #expect(auto.precision == .f32)
            #expect(auto.model == (try await embedder(folder, precision: .f32)).model)
            #expect(try await leastCosine(auto, folder.path) >= 0.99999)
        }
    }

    @Test(arguments: ["image.xml", "image.bin", "text.xml", "text.bin", "report.json"])
    func `a file of int8 that is missing is named, with the way to make it`(file: String) async throws {
        try await withPackage { folder in
            try FileManager.default.removeItem(at: folder.appending(path: "int8/" + file))
            await #expect { try await embedder(folder) } throws: { error in
                guard let error = error as? ModelError else { return false }
                return error.code == .precision && error.hint == .quantize
                    && "\(error)".contains("\(folder.path) lacks int8/\(file)")
            }
            _ = try await embedder(folder, precision: .f32)
        }
    }

    @Test(arguments: ["image.xml", "text.xml"])
    func `a damaged tower is refused in a clear line`(file: String) async throws {
        try await withPackage { folder in
            try folder.write(Array("no model".utf8), at: "int8/" + file)
            await #expect { try await embedder(folder) } throws: { error in
                (error as? ModelError)?.code == .damagedFile && "\(error)".contains("int8/" + file)
            }
        }
    }

    @Test func `the fingerprint changes with every file of int8`() async throws {
        try await withPackage { folder in
            func fingerprint() throws -> String {
                try PackageFiles(folder: folder.path).quantized().fingerprint()
            }
            var found: Set = [
                try fingerprint(), try PackageFiles(folder: folder.path).fingerprint(),
            ]
            for file in ["image.xml", "image.bin", "text.xml", "text.bin", "report.json"] {
                let url = folder.appending(path: "int8/" + file)
                try (try Data(contentsOf: url) + [0]).write(to: url)
                found.insert(try fingerprint())
            }
            #expect(found.count == 7)
        }
    }
}
