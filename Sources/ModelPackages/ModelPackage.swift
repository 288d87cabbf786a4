public import ImageSearch
package import JSONText
import Scheduling

/// A model as it lies in a folder: two towers, a tokenizer, and how to prepare pixels.
///
/// Two layouts are read: that of the Hugging Face organisation immich-app (`visual/`, `textual/`), and that of
/// Xenova/clip-vit-base-patch32 (`onnx/`). Reading a package opens its settings only; whoever embeds with it reads the
/// tokenizer, and loads the towers.
public struct ModelPackage: Sendable {
    package private(set) var files: PackageFiles
    package let preprocessing: PreprocessConfig
    package let text: TextConfig
    /// The precisions that config.json lists under `precisions`; all serve when it lists none.
    package let precisions: [String]?
    /// Weights are stored as int8 and widened when the model is loaded; config.json says `"weights": "int8"`.
    package let hasIntegerWeights: Bool

    /// How the image tower wants its pictures brought to size.
    public var geometry: PixelGeometry { preprocessing.geometry }

    /// Reads the package in a folder, on a thread that may block.
    ///
    /// - Throws: ``ModelError``.
    public static func read(in folder: String) async throws -> ModelPackage {
        try await blockingUntilCancelled { try ModelPackage(folder: folder) }
    }

    /// Reads the package in a folder, blocking.
    public init(folder: String) throws(ModelError) {
        files = try PackageFiles(folder: folder)
        let layout = files.layout
        preprocessing = try PreprocessConfig(files.json(layout.preprocessing), file: layout.preprocessing)
        let config = try files.jsonIfPresent(layout.config)
        text = TextConfig(config: config, tokenizerConfig: try files.jsonIfPresent(layout.tokenizerConfig))
        hasIntegerWeights = config?["weights"]?.string == "int8"
        precisions = config?["precisions"]?.array?.compactMap(\.string)
    }

    /// The content of tokenizer.json: megabytes, so read when it is asked for, blocking, and not kept.
    package func tokenizer() throws(ModelError) -> JSON { try files.json(files.layout.tokenizer) }

    /// The same package with its quantised towers.
    package func quantized() throws(ModelError) -> ModelPackage {
        var package = self
        package.files = try files.quantized()
        return package
    }

    /// The package as OpenVINO can read it.
    package func readable(in cacheFolder: String?, fingerprint: String) throws(ModelError) -> ModelPackage {
        var package = self
        package.files = try files.withoutLinks(in: cacheFolder, fingerprint: fingerprint)
        return package
    }

    /// The package with its towers read from a folder that ``readable(in:fingerprint:)`` has found elsewhere.
    package func reading(from towerFolder: String?) -> ModelPackage {
        var package = self
        package.files.towerFolder = towerFolder
        return package
    }
}
