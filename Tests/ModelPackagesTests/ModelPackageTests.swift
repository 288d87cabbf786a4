import Foundation
import ImageSearch
import ImageSearchTesting
import JSONText
import Synchronization
import Testing

@testable import ModelPackages

struct ModelPackageTests {
    @Test func `a folder that is not there is named`() {
        #expect { try ModelPackage(folder: "/nowhere/model") } throws: {
            ($0 as? ModelError)?.code == .missingFile && "\($0)".contains("/nowhere/model")
        }
    }

    static let required = [
        ("openclip", "visual/model.onnx"), ("openclip", "textual/model.onnx"), ("openclip", "textual/tokenizer.json"),
        ("openclip", "visual/preprocess_cfg.json"), ("transformers", "onnx/text_model.onnx"),
        ("transformers", "tokenizer.json"), ("transformers", "preprocessor_config.json"),
    ]

    @Test(arguments: required)
    func `a missing file is named`(layout: String, file: String) async throws {
        try await TinyModels.withCopy(of: layout, changing: [file: nil]) { folder in
            await #expect { try await ModelPackage.read(in: folder.path) } throws: {
                ($0 as? ModelError)?.code == .missingFile && "\($0)".contains("lacks \(file)")
            }
        }
    }

    @Test(arguments: required + [("openclip", "config.json"), ("openclip", "textual/tokenizer_config.json")])
    func `a pipe in a file's place is not opened`(layout: String, file: String) async throws {
        try await TinyModels.withCopy(of: layout, changing: [file: nil]) { folder in
            let pipe = try WatchedPipe(folder.appending(path: file).path)
            defer { pipe.stop() }
            do throws(ModelError) {
                let package = try ModelPackage(folder: folder.path)
                _ = try package.tokenizer()
                _ = try package.files.fingerprint()
                #expect(!package.files.layout.required.contains(file))
            } catch {
                #expect(error.code == .missingFile && error.description.contains("lacks \(file)"))
            }
            #expect(!pipe.wasOpened)
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
            try await TinyModels.withCopy(of: "openclip", changing: files) { folder in
                try PackageFiles(folder: folder.path).fingerprint()
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

    /// Databases know their vectors by these: another way to compute them would have all pictures embedded again.
    @Test(arguments: [
        ("tiny-openclip", "7666e81c65d627ebe1103ff687ca6b71be97d4b5ef0d7c781c6570950641db69"),
        ("tiny-transformers", "357cf9510ee3372a3ff1ff0aebd6bdf3b6401f5434e5fb7f0191c37f4d001a49"),
        ("tiny-transformers int8", "0af632f6d0d149d536e6471b6eaddb28dac519dccfcdaa2172848ffdec22e46b"),
    ])
    func `the fingerprint of a package stays what it was`(name: String, expected: String) throws {
        let parts = name.split(separator: " ")
        var files = try PackageFiles(folder: TinyModels.folder.appending(path: String(parts[0])).path)
        if parts.count > 1 { files = try files.quantized() }
        #expect(try files.fingerprint() == expected)
    }
}

/// A pipe that tells whether somebody opens it, and lets them go on, who would else wait for somebody to write into it.
private final class WatchedPipe: Sendable {
    private let isStopped = Atomic(false)
    private let isOpened = Atomic(false)
    var wasOpened: Bool { isOpened.load(ordering: .relaxed) }

    init(_ path: String) throws {
        try #require(mkfifo(path, 0o600) == 0)
        Thread { [self] in
            while !isStopped.load(ordering: .relaxed) {
                // Fails as long as nobody reads.
                let descriptor = open(path, O_WRONLY | O_NONBLOCK)
                if descriptor >= 0 {
                    isOpened.store(true, ordering: .relaxed)
                    close(descriptor)
                }
                usleep(1000)
            }
        }.start()
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }
}
