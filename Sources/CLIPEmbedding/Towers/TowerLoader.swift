import ModelPackages
import OpenVINORuntime

/// Compiles the towers of a package, each as it is used.
struct TowerLoader: Sendable {
    let runtime: InferenceRuntime
    let files: PackageFiles
    /// Of the operations in floats.
    let arithmetic: SessionOptions.Arithmetic
    let hasIntegerWeights: Bool

    /// A tower that runs one query at a time, as fast as it can, on inputs of any length.
    func load(_ file: String) throws(ModelError) -> Session { try compile(file, for: .latency) }

    /// A tower that runs on many inputs of one shape, as many at once as the processor does best.
    ///
    /// Its shape may stay open: on ViT-B/32 that costs nothing, and a file that is compiled as it is comes from the cache
    /// without being read (0.5 s where reading it takes 1.5, docs/decisions/0024). Weights stored as int8 get a fixed shape
    /// and one stream only: with two, OpenVINO 2026.4 prepares them twice at the same time, and in one load of six computes
    /// wrong embeddings from then on (0006). Quantised layers are computed in int8 and are not widened: they are
    /// right with two streams, and were tried with a fixed shape (0022).
    func load(_ file: String, inputShape shape: [Int]) throws(ModelError) -> Session {
        guard hasIntegerWeights || file.hasSuffix(".xml") else {
            let session = try compile(file, for: .throughput)
            try check(session.inputs, file, shape)
            return session
        }
        return try compile(file, for: hasIntegerWeights ? .latency : .throughput, inputShape: shape)
    }

    private func compile(_ file: String, for goal: SessionOptions.Goal) throws(ModelError) -> Session {
        do throws(OpenVINOError) {
            return try runtime.compile(files.towerPath(file), SessionOptions(goal, arithmetic))
        } catch {
            throw damaged(file, error)
        }
    }

    private func compile(
        _ file: String, for goal: SessionOptions.Goal, inputShape shape: [Int]
    ) throws(ModelError) -> Session {
        do {
            let model = try runtime.read(files.towerPath(file))
            try check(model.inputs, file, shape)
            try model.reshape(shape)
            return try runtime.compile(model, SessionOptions(goal, arithmetic))
        } catch let error as ModelError {
            throw error
        } catch {
            throw damaged(file, error)
        }
    }

    private func damaged(_ file: String, _ cause: any Error) -> ModelError {
        ModelError(
            .damagedFile, "\(files.path(file)) is no model that can be run: download it again", cause: "\(cause)")
    }

    private func check(_ inputs: [Port], _ file: String, _ shape: [Int]) throws(ModelError) {
        let isFit = inputs.count == 1 && inputs[0].type == .float32 && inputs[0].shape.count == shape.count
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
}
