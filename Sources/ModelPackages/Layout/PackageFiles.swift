import Foundation

/// A folder that holds a model, in one of the two layouts that are read.
struct PackageFiles: Sendable {
    let folder: String
    /// Paths within the folder.
    let tokenizer, preprocessing: String
    /// May be absent.
    let tokenizerConfig, config: String
    /// The towers, and what stands in for them when their precision is int8.
    private(set) var imageModel, textModel: String
    /// Tells the quantised towers apart, whose ends may be alike; `nil` for the original.
    private(set) var report: String?
    /// Where the towers are read from when they cannot be read where they lie; see ``withoutLinks(in:fingerprint:)``.
    var towerFolder: String?

    /// As in the Hugging Face organisation immich-app, which exports open_clip's models.
    private init(openCLIP folder: String) {
        self.folder = folder
        imageModel = "visual/model.onnx"
        textModel = "textual/model.onnx"
        tokenizer = "textual/tokenizer.json"
        preprocessing = "visual/preprocess_cfg.json"
        tokenizerConfig = "textual/tokenizer_config.json"
        config = "config.json"
    }

    /// As in Xenova/clip-vit-base-patch32, which exports those of transformers.
    private init(transformers folder: String) {
        self.folder = folder
        imageModel = "onnx/vision_model.onnx"
        textModel = "onnx/text_model.onnx"
        tokenizer = "tokenizer.json"
        preprocessing = "preprocessor_config.json"
        tokenizerConfig = "tokenizer_config.json"
        config = "config.json"
    }

    /// Finds out the layout, and that nothing is missing.
    init(folder: String) throws(ModelError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw ModelError(.missingFile, "there is no model folder \(folder): give the path of a model package")
        }
        let transformers = PackageFiles(transformers: folder)
        self = transformers.exists(transformers.imageModel) ? transformers : PackageFiles(openCLIP: folder)
        for file in [imageModel, textModel, tokenizer, preprocessing] where !exists(file) {
            throw ModelError(
                .missingFile,
                """
                the model folder \(folder) lacks \(file): a package holds visual/model.onnx, textual/model.onnx, \
                textual/tokenizer.json and visual/preprocess_cfg.json, or onnx/vision_model.onnx, \
                onnx/text_model.onnx, tokenizer.json and preprocessor_config.json; download it again
                """)
        }
    }

    /// The same package with the towers that `scripts/quantize` made; the small files are shared.
    func quantized() throws(ModelError) -> PackageFiles {
        var files = self
        files.imageModel = "int8/image.xml"
        files.textModel = "int8/text.xml"
        files.report = "int8/report.json"
        for file in try files.towers() + ["int8/report.json"] where !exists(file) {
            throw ModelError(
                .precision,
                """
                MODEL_PRECISION is int8, but the model folder \(folder) lacks \(file): make it with \
                scripts/quantize \(folder) PICTURES, PICTURES being a folder of yours, or set MODEL_PRECISION to auto
                """)
        }
        return files
    }

    /// The files that hold the towers, and their weights where those lie in files of their own.
    func towers() throws(ModelError) -> [String] {
        var files: [String] = []
        for tower in [imageModel, textModel] { files += [tower] + (try companions(of: tower)) }
        return files
    }

    /// The files that a tower needs beside its own.
    func companions(of tower: String) throws(ModelError) -> [String] {
        report == nil ? try weights(of: tower) : [tower.replacing(".xml", with: ".bin")]
    }

    func path(_ file: String) -> String { folder + "/" + file }

    /// Where a tower is read from.
    func towerPath(_ tower: String) -> String { (towerFolder ?? folder) + "/" + tower }

    func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: path(file)) }

    /// The bytes of a small file.
    func read(_ file: String) throws(ModelError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path(file)) else {
            throw ModelError(.missingFile, "cannot read \(path(file)): see that the file exists and may be read")
        }
        return [UInt8](data)
    }

    func json(_ file: String) throws(ModelError) -> JSON {
        let bytes = try read(file)
        do throws(JSONError) {
            return try JSONParser.parse(bytes)
        } catch {
            throw ModelError(.damagedFile, "\(path(file)) is not JSON (\(error)): download the model again")
        }
    }

    /// A JSON file that a package may do without.
    func jsonIfPresent(_ file: String) throws(ModelError) -> JSON? { exists(file) ? try json(file) : nil }
}
