import ModelPackages
import OpenVINORuntime

/// Where a tower puts the embedding.
struct EmbeddingOutput: Sendable {
    let name: String
    /// How many components it has, where the model says it.
    let dimensions: Int?

    /// The embedding among the outputs: what exporters call it, else the first that is a row of numbers.
    init(of session: Session, _ file: String) throws(ModelError) {
        let isRow: (Port) -> Bool = { $0.type == .float32 && $0.shape.count == 2 }
        let usual = ["image_embeds", "text_embeds"].lazy.compactMap { name in
            session.output(named: name).map { (name, $0) }
        }
        if let (name, port) = usual.first(where: { isRow($0.1) }) {
            self.name = name
            dimensions = port.shape[1]
            return
        }
        guard let output = session.outputs.first(where: isRow) else {
            throw ModelError(.unsupported, "\(file) has no output that is an embedding: choose another model")
        }
        name = output.name
        dimensions = output.shape[1]
    }
}
