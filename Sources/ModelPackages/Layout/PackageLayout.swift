/// How the files of a model lie in its folder.
enum PackageLayout: CaseIterable, Sendable {
    /// As in Xenova's repositories, which export the models of transformers.
    case transformers
    /// As in those of immich-app, which export the models of open_clip.
    case openCLIP

    /// The files without which it is no model.
    var required: [String] {
        switch self {
        case .transformers: models + ["tokenizer.json", "preprocessor_config.json"]
        case .openCLIP: models + ["textual/tokenizer.json", "visual/preprocess_cfg.json"]
        }
    }

    /// The files that are read where there are any.
    private var optional: [String] {
        switch self {
        case .transformers: ["tokenizer_config.json", "config.json"]
        case .openCLIP: ["textual/tokenizer_config.json", "config.json"]
        }
    }

    private var models: [String] {
        switch self {
        case .transformers: ["onnx/vision_model.onnx", "onnx/text_model.onnx"]
        case .openCLIP: ["visual/model.onnx", "textual/model.onnx"]
        }
    }

    /// The layout of a folder, by the files in it; `nil` when it lacks some of either.
    init?(of files: Set<String>) {
        guard let layout = Self.allCases.first(where: { files.isSuperset(of: $0.required) }) else { return nil }
        self = layout
    }

    /// Those of a repository's files that are needed: weights too large for one file lie beside it.
    func needed(of files: [String]) -> [String] {
        let weights = models.flatMap { [$0 + "_data", $0 + ".data"] }
        let wanted = Set(required + optional + weights)
        // A listing may name a file as often as it likes.
        var found = Set<String>()
        return files.filter { wanted.contains($0) && found.insert($0).inserted }
    }
}
