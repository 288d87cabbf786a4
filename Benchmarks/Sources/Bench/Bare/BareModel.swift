import Foundation

/// The two towers of a model in a folder, in either layout, without the program.
struct BareModel: Sendable {
    let imageFile: String
    let textFile: String
    /// Pixels along each side of the image tower's square.
    let side: Int
    let precision: String

    init(folder: String, side: Int, precision: String) throws {
        let layouts = [("onnx/vision_model.onnx", "onnx/text_model.onnx"), ("visual/model.onnx", "textual/model.onnx")]
        let found = layouts.first { FileManager.default.fileExists(atPath: "\(folder)/\($0.0)") }
        guard let found else { throw Failure("\(folder) holds no model") }
        imageFile = "\(folder)/\(found.0)"
        textFile = "\(folder)/\(found.1)"
        self.side = side
        self.precision = precision
    }

    /// The image tower for batches of a size, tuned for many at once.
    func imageTower(batch: Int = 1) throws -> BareTower {
        try BareTower(imageFile, .init(hint: "THROUGHPUT", precision: precision, shape: [batch, 3, side, side]))
    }

    /// The text tower, tuned for one or for many at once.
    func textTower(hint: String) throws -> BareTower {
        try BareTower(textFile, .init(hint: hint, precision: precision))
    }
}
