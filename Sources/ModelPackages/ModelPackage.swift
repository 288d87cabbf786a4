public import ImageSearch

/// A model as it lies in a folder: two towers, a tokenizer, and how to prepare pixels.
///
/// Two layouts are read: that of the Hugging Face organisation immich-app (`visual/`, `textual/`), and that of
/// Xenova/clip-vit-base-patch32 (`onnx/`). Reading a package opens its small files only; ``CLIPEmbedder`` loads the towers.
public struct ModelPackage: Sendable {
    private(set) var files: PackageFiles
    let preprocessing: PreprocessConfig
    let tokenizer: Tokenizer
    let text: TextConfig
    /// The precisions that config.json lists under `precisions`; all serve when it lists none.
    let precisions: [String]?
    /// Weights are stored as int8 and widened when the model is loaded; config.json says `"weights": "int8"`.
    let hasIntegerWeights: Bool

    /// How the image tower wants its pictures brought to size.
    public var geometry: PixelGeometry { preprocessing.geometry }

    /// Reads the package in a folder.
    public init(folder: String) throws(ModelError) {
        files = try PackageFiles(folder: folder)
        preprocessing = try PreprocessConfig(files.json(files.preprocessing), file: files.preprocessing)
        tokenizer = try Tokenizer(files.json(files.tokenizer))
        let config = try files.jsonIfPresent(files.config)
        text = TextConfig(
            config: config, tokenizerConfig: try files.jsonIfPresent(files.tokenizerConfig), tokenizer: tokenizer)
        hasIntegerWeights = config?["weights"]?.string == "int8"
        precisions = config?["precisions"]?.array?.compactMap(\.string)
    }

    /// The package as it is loaded for a precision: with int8 its quantised towers.
    func prepared(for precision: Precision) throws(ModelError) -> ModelPackage {
        guard precision == .int8 else { return self }
        var package = self
        package.files = try files.quantized()
        return package
    }

    /// The package as OpenVINO can read it.
    func readable(in cacheFolder: String?, fingerprint: String) throws(ModelError) -> ModelPackage {
        var package = self
        package.files = try files.withoutLinks(in: cacheFolder, fingerprint: fingerprint)
        return package
    }

    /// The package with its towers read from a folder that ``readable(in:fingerprint:)`` has found elsewhere.
    func reading(from towerFolder: String?) -> ModelPackage {
        var package = self
        package.files.towerFolder = towerFolder
        return package
    }

    /// The ids that the text tower takes for a text, start and end marked, at most as many as its context and `limit` allow.
    public func tokens(of query: String, limit: Int? = nil) -> [Int32] {
        tokenizer.ids(
            of: text.isCanonicalized ? canonicalized(query) : query, limit: min(limit ?? .max, text.contextLength))
    }
}
