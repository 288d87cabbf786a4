/// Which file of a model lies where in its folder: known here alone, for downloads and for loading.
package struct PackageLayout: Sendable {
    /// The towers, and what stands in for them in ``quantized``; paths within the folder, as all others.
    package private(set) var imageTower, textTower: String
    /// How texts become ids, and how pictures are brought to size.
    package let tokenizer, preprocessing: String
    /// Read where they are.
    package let tokenizerConfig, config: String
    /// Tells quantised towers apart, whose ends may be alike; `nil` for the original.
    private(set) var report: String?

    /// As in Xenova's repositories, which export the models of transformers.
    static let transformers = PackageLayout(
        imageTower: "onnx/vision_model.onnx", textTower: "onnx/text_model.onnx", tokenizer: "tokenizer.json",
        preprocessing: "preprocessor_config.json", tokenizerConfig: "tokenizer_config.json", config: "config.json")
    /// As in those of immich-app, which export the models of open_clip.
    static let openCLIP = PackageLayout(
        imageTower: "visual/model.onnx", textTower: "textual/model.onnx", tokenizer: "textual/tokenizer.json",
        preprocessing: "visual/preprocess_cfg.json", tokenizerConfig: "textual/tokenizer_config.json",
        config: "config.json")
    /// Those that are read; of two that fit, the first.
    static let all = [transformers, openCLIP]

    /// The same with the towers that `scripts/quantize` makes; the small files are shared.
    var quantized: PackageLayout {
        var layout = self
        layout.imageTower = "int8/image.xml"
        layout.textTower = "int8/text.xml"
        layout.report = "int8/report.json"
        return layout
    }

    /// The files without which it is no model.
    var required: [String] { [imageTower, textTower, tokenizer, preprocessing] + [report].compactMap(\.self) }

    /// The small files, whose every byte counts.
    var small: [String] { [tokenizer, tokenizerConfig, preprocessing, config] + [report].compactMap(\.self) }

    /// Where the weights of an ONNX tower usually lie that are too large for its own file.
    static func usualWeights(of tower: String) -> [String] { [tower + "_data", tower + ".data"] }

    /// The layout of which all required files exist; `nil` when there is none.
    static func complete(where exists: (String) -> Bool) -> PackageLayout? {
        all.first { $0.required.allSatisfy(exists) }
    }

    /// Those of a repository's files that are needed.
    func needed(of files: [String]) -> [String] {
        let wanted = Set(
            required + [tokenizerConfig, config] + [imageTower, textTower].flatMap(Self.usualWeights))
        // A listing may name a file as often as it likes.
        var found = Set<String>()
        return files.filter { wanted.contains($0) && found.insert($0).inserted }
    }

    /// What a package holds, for people.
    static var choices: String {
        all.reversed().map { layout in
            layout.required.dropLast().joined(separator: ", ") + " and " + layout.required.suffix(1).joined()
        }.joined(separator: ", or ")
    }
}
