import COpenVINO
import Synchronization

/// Maps tokens to raw embeddings.
final class TextTower: Sendable {
    /// What an input of the model is filled with.
    private enum Role: String, CaseIterable {
        case ids = "input_ids"
        case openCLIPIDs = "text"
        case mask = "attention_mask"
        case positions = "position_ids"
        case segments = "token_type_ids"

        func value(_ index: Int, _ ids: [Int32], padID: Int32) -> Int32 {
            switch self {
            case .ids, .openCLIPIDs: index < ids.count ? ids[index] : padID
            case .mask: index < ids.count ? 1 : 0
            case .positions: Int32(index)
            case .segments: 0
            }
        }
    }

    private let model: CompiledModel
    private let inputs: [(role: Role, type: ov_element_type_e)]
    private let output: String
    private let padID: Int32
    /// The length that the model was exported for; `nil` when it takes as many ids as there are.
    let fixedLength: Int?
    private let requests: RequestPool<InferRequest>

    /// Loads the tower in a file.
    init(_ loader: TowerLoader, _ file: String, padID: Int32) throws {
        let model = try loader.load(file)
        self.model = model
        self.padID = padID
        let known = Role.allCases.compactMap { role in model.input(named: role.rawValue).map { (role: role, port: $0) }
        }
        guard known.count == model.inputs.count, known.contains(where: { [.ids, .openCLIPIDs].contains($0.role) })
        else {
            throw ModelError(
                .unsupported,
                """
                \(file) expects the inputs \(model.inputs.map(\.name)), not all of which are known: choose a model that \
                takes input_ids or text, and perhaps attention_mask, position_ids, token_type_ids
                """)
        }
        for (role, port) in known
        where ![I32, I64].contains(port.type) || port.shape.count != 2 || port.shape[0] ?? 1 != 1 {
            throw ModelError(
                .unsupported,
                "\(file) expects '\(role.rawValue)' in another form than a row of ids: choose another model")
        }
        inputs = known.map { ($0.role, $0.port.type) }
        fixedLength = known.compactMap { $0.port.shape[1] }.first
        output = try model.embeddingOutput(file)
        do throws(OpenVINOError) {
            var requests: [InferRequest] = []
            for _ in 0..<model.requestCount { requests.append(try model.makeRequest()) }
            self.requests = RequestPool(requests)
        } catch {
            throw ModelError(.inferenceFailed, "\(file) could not be made ready to run", cause: "\(error)")
        }
    }

    /// The raw output for the ids of a text.
    func embed(_ ids: [Int32]) async throws -> [Float] {
        try await requests.withElement { request in
            do throws(OpenVINOError) {
                try fill(request, with: ids)
                try await request.run()
                return try request.output(output).read(as: Float.self)
            } catch {
                throw ModelError(.inferenceFailed, "the text model failed to compute", cause: "\(error)")
            }
        }
    }

    private func fill(_ request: InferRequest, with ids: [Int32]) throws(OpenVINOError) {
        let length = fixedLength ?? ids.count
        for (role, type) in inputs {
            var tensor = try Tensor(type, shape: [1, length])
            if type == I64 {
                try tensor.write(as: Int64.self) { values in
                    for place in 0..<length { values[place] = Int64(role.value(place, ids, padID: padID)) }
                }
            } else {
                try tensor.write(as: Int32.self) { values in
                    for place in 0..<length { values[place] = role.value(place, ids, padID: padID) }
                }
            }
            try request.setInput(role.rawValue, tensor)
        }
    }
}
