import COpenVINO

/// Compiles the towers of a package.
struct TowerLoader: Sendable {
    let core: Core
    let files: PackageFiles
    /// Of the operations in floats: `f32` or `bf16`.
    let precision: Precision
    let cacheFolder: String?
    let hasIntegerWeights: Bool

    /// A tower that runs one query at a time, as fast as it can, on inputs of any length.
    func load(_ file: String) throws -> CompiledModel { try load(file, hint: "LATENCY") }

    /// A tower that runs on many inputs of one shape, as many at once as the processor does best.
    ///
    /// Its shape may stay open: on ViT-B/32 that costs nothing, and a file that is compiled as it is comes from the cache
    /// without being read (0.5 s where reading it takes 1.5, docs/decisions/0024). Weights stored as int8 get a fixed shape
    /// and one stream only: with two, OpenVINO 2026.4 prepares them twice at the same time, and in one load of six computes
    /// wrong embeddings from then on (0006). Quantised layers are computed in int8 and are not widened: they are
    /// right with two streams, and were tried with a fixed shape (0022).
    func load(_ file: String, inputShape shape: [Int]) throws -> CompiledModel {
        guard hasIntegerWeights || file.hasSuffix(".xml") else {
            let model = try load(file, hint: "THROUGHPUT")
            try check(model.inputs, file, shape)
            return model
        }
        return try load(file) {
            let model = try core.read(files.towerPath(file))
            try check(model.inputs, file, shape)
            try model.reshape(shape)
            return try core.compile(model, properties: properties(hint: hasIntegerWeights ? "LATENCY" : "THROUGHPUT"))
        }
    }

    private func load(_ file: String, hint: String) throws -> CompiledModel {
        try load(file) { try core.compile(files.towerPath(file), properties: properties(hint: hint)) }
    }

    /// Compiles, and when that has filled the cache, once more from there: weights that are mapped from a file need not
    /// stay in memory, those that were read from ONNX do.
    private func load(_ file: String, _ compile: () throws -> CompiledModel) throws -> CompiledModel {
        do {
            return try CacheLock.withLock(in: cacheFolder) {
                let compiled = try compile()
                return cacheFolder == nil || compiled.isFromCache ? compiled : try compile()
            }
        } catch let error as OpenVINOError {
            throw ModelError(
                .damagedFile, "\(files.path(file)) is no model that can be run: download it again", cause: "\(error)")
        }
    }

    private func check(_ inputs: [Port], _ file: String, _ shape: [Int]) throws {
        let isFit = inputs.count == 1 && inputs[0].type == F32 && inputs[0].shape.count == shape.count
        guard isFit, zip(inputs[0].shape, shape).allSatisfy({ $0 == nil || $0 == $1 }) else {
            let found = inputs.map { "\($0.name) \($0.shape.map { $0.map(String.init) ?? "?" })" }
            throw ModelError(
                .unsupported,
                """
                \(file) does not take one picture of \(shape[1...].map(String.init).joined(separator: " x ")) floats but \
                \(found.joined(separator: ", ")): choose another model
                """)
        }
    }

    private func properties(hint: String) -> [String: String] {
        var properties = [
            "INFERENCE_PRECISION_HINT": precision.rawValue,
            "PERFORMANCE_HINT": hint,
            // Weights stored as int8 (the demo's) would else be multiplied in int8, with cosines down to 0.9997.
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0",
        ]
        // A thread that may change its processor makes room more readily (docs/decisions/0023).
        properties["ENABLE_CPU_PINNING"] = "NO"
        properties["CACHE_DIR"] = cacheFolder
        return properties
    }
}

extension CompiledModel {
    /// The embedding among the outputs: what exporters call it, else the first that is a row of numbers.
    func embeddingOutput(_ file: String) throws(ModelError) -> EmbeddingOutput {
        let isRow: (Port) -> Bool = { $0.type == F32 && $0.shape.count == 2 }
        let usual = ["image_embeds", "text_embeds"].lazy.compactMap { name in
            self.output(named: name).map { (name, $0) }
        }
        if let (name, port) = usual.first(where: { isRow($0.1) }) {
            return EmbeddingOutput(name: name, dimensions: port.shape[1])
        }
        guard let output = outputs.first(where: isRow) else {
            throw ModelError(.unsupported, "\(file) has no output that is an embedding: choose another model")
        }
        return EmbeddingOutput(name: output.name, dimensions: output.shape[1])
    }
}

/// Where a tower puts the embedding.
struct EmbeddingOutput: Sendable {
    let name: String
    /// How many components it has, where the model says it.
    let dimensions: Int?
}
