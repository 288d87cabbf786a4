import Foundation

/// The two towers of a model in a folder, in either layout, without the program.
struct BareModel: Sendable {
    let imageFile: String
    let textFile: String
    /// Pixels along each side of the image tower's square.
    let side: Int
    /// What is computed in where weights are not int8: `f32` or `bf16`.
    private let arithmetic: String
    /// As the program does it (docs/decisions/0006 and 0022).
    private let hasOneStream: Bool

    /// Finds the towers that the program would load: those of int8 lie in a folder of their own within the model's.
    init(folder: String, side: Int, precision: String) throws {
        let isQuantized = precision == "int8"
        let layouts =
            isQuantized
            ? [("int8/image.xml", "int8/text.xml")]
            : [("onnx/vision_model.onnx", "onnx/text_model.onnx"), ("visual/model.onnx", "textual/model.onnx")]
        let found = layouts.first { FileManager.default.fileExists(atPath: "\(folder)/\($0.0)") }
        guard let found else { throw Failure("\(folder) holds no \(layouts[0].0)") }
        imageFile = "\(folder)/\(found.0)"
        textFile = "\(folder)/\(found.1)"
        self.side = side
        arithmetic = isQuantized ? "f32" : precision
        hasOneStream = Self.hasIntegerWeights(folder)
    }

    /// The image tower for batches of a size, with as many streams as the program uses.
    func imageTower(batch: Int = 1) throws -> BareTower {
        let hint = hasOneStream ? "LATENCY" : "THROUGHPUT"
        return try BareTower(imageFile, .init(hint: hint, precision: arithmetic, shape: [batch, 3, side, side]))
    }

    /// The text tower, tuned for one or for many at once.
    func textTower(hint: String) throws -> BareTower {
        try BareTower(textFile, .init(hint: hint, precision: arithmetic))
    }

    private static func hasIntegerWeights(_ folder: String) -> Bool {
        guard let data = FileManager.default.contents(atPath: folder + "/config.json"),
            let config = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { return false }
        return config["weights"] as? String == "int8"
    }
}
