import COpenVINO
import Synchronization

/// Maps tokens to raw embeddings.
final class TextTower: Sendable {
    /// What an input of the model is filled with.
    private enum Role {
        case ids, mask, positions, zeros

        init?(_ name: String) {
            switch name {
            case "input_ids", "text": self = .ids
            case "attention_mask": self = .mask
            case "position_ids": self = .positions
            case "token_type_ids": self = .zeros
            default: return nil
            }
        }

        func value(_ index: Int, _ ids: [Int32], padID: Int32) -> Int32 {
            switch self {
            case .ids: index < ids.count ? ids[index] : padID
            case .mask: index < ids.count ? 1 : 0
            case .positions: Int32(index)
            case .zeros: 0
            }
        }
    }

    private let model: CompiledModel
    private let roles: [Role]
    private let output: Int
    private let padID: Int32
    /// The length that the model was exported for; `nil` when it takes as many ids as there are.
    let fixedLength: Int?
    private let requests: RequestPool<InferRequest>

    init(_ model: CompiledModel, padID: Int32, file: String) throws(ModelError) {
        self.model = model
        self.padID = padID
        var roles: [Role] = []
        for input in model.inputs {
            guard let role = Role(input.name) else {
                throw ModelError(
                    .unsupported, "\(file) expects the input '\(input.name)', which is not known: choose another model")
            }
            guard input.type == I32 || input.type == I64, input.shape.count == 2, input.shape[0] ?? 1 == 1 else {
                throw ModelError(
                    .unsupported,
                    "\(file) expects '\(input.name)' in another form than rows of ids: choose another model")
            }
            roles.append(role)
        }
        guard roles.contains(.ids) else {
            throw ModelError(.unsupported, "\(file) has no input for the ids of a text: choose another model")
        }
        self.roles = roles
        fixedLength = model.inputs.compactMap { $0.shape[1] }.first
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
        for (index, role) in roles.enumerated() {
            let type = model.inputs[index].type
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
            try request.setInput(index, tensor)
        }
    }
}
