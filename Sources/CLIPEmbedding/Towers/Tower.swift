import COpenVINO

/// How a tower is compiled: for many pictures in a row, or for one query at a time.
enum TowerGoal: Sendable {
    case throughput
    case latency
}

extension Core {
    /// Compiles a tower's file.
    func tower(
        _ files: PackageFiles, _ file: String, precision: Precision, goal: TowerGoal, cacheFolder: String?
    ) throws(ModelError) -> CompiledModel {
        var properties = [
            "INFERENCE_PRECISION_HINT": precision == .bf16 ? "bf16" : "f32",
            "PERFORMANCE_HINT": goal == .throughput ? "THROUGHPUT" : "LATENCY",
            // Weights stored as int8 (the demo's) would else be multiplied in int8, with cosines down to 0.9997.
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0",
        ]
        if let cacheFolder { properties["CACHE_DIR"] = cacheFolder }
        do throws(OpenVINOError) {
            return try compile(files.path(file), properties: properties)
        } catch {
            throw ModelError(
                .damagedFile, "\(files.path(file)) is no model that can be run: download it again", cause: "\(error)")
        }
    }
}

extension CompiledModel {
    /// The place of the embedding among the outputs: the one called so, else the first that is a row of numbers.
    func embeddingOutput(_ file: String) throws(ModelError) -> Int {
        let rows = outputs.indices.filter { outputs[$0].type == F32 && outputs[$0].shape.count == 2 }
        guard let output = rows.first(where: { outputs[$0].name.hasSuffix("_embeds") }) ?? rows.first else {
            throw ModelError(.unsupported, "\(file) has no output that is an embedding: choose another model")
        }
        return output
    }
}
