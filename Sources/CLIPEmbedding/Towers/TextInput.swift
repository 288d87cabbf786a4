import ModelPackages
import OpenVINORuntime

/// An input of a text tower, and what it is filled with.
struct TextInput: Sendable {
    enum Role: String, CaseIterable {
        case ids = "input_ids"
        case openCLIPIDs = "text"
        case mask = "attention_mask"
        case positions = "position_ids"
        case segments = "token_type_ids"
    }

    let role: Role
    let type: ElementType
    /// Texts and ids; `nil` where each call may choose.
    let shape: [Int?]
    private let padID: Int32

    /// The inputs of a tower, all of which must be known.
    static func all(of session: Session, _ file: String, padID: Int32) throws(ModelError) -> [TextInput] {
        let inputs = Role.allCases.compactMap { role in
            session.input(named: role.rawValue).map {
                TextInput(role: role, type: $0.type, shape: $0.shape, padID: padID)
            }
        }
        guard inputs.count == session.inputs.count, inputs.contains(where: { [.ids, .openCLIPIDs].contains($0.role) })
        else {
            throw ModelError(
                .unsupported,
                """
                \(file) expects the inputs \(session.inputs.map(\.name)), not all of which are known: choose a model that \
                takes input_ids or text, and perhaps attention_mask, position_ids, token_type_ids
                """)
        }
        for input in inputs
        where ![.int32, .int64].contains(input.type) || input.shape.count != 2 || input.shape[0] ?? 1 != 1
            || !(input.shape[1].map(TextConfig.contextLengths.contains) ?? true)
        {
            throw ModelError(
                .unsupported,
                "\(file) expects '\(input.role.rawValue)' in another form than a row of ids: choose another model")
        }
        return inputs
    }

    /// The values for some texts, each filled up to a length.
    func tensor(_ texts: [[Int32]], length: Int) throws(OpenVINOError) -> Tensor {
        var values: [Int32] = []
        values.reserveCapacity(texts.count * length)
        for ids in texts {
            for place in 0..<length { values.append(value(place, ids)) }
        }
        return try Tensor.integers(values, as: type, shape: [texts.count, length])
    }

    private func value(_ place: Int, _ ids: [Int32]) -> Int32 {
        switch role {
        case .ids, .openCLIPIDs: place < ids.count ? ids[place] : padID
        case .mask: place < ids.count ? 1 : 0
        case .positions: Int32(place)
        case .segments: 0
        }
    }
}
