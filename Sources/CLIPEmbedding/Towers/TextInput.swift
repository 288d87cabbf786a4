import COpenVINO

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
    let type: ov_element_type_e
    /// Texts and ids; `nil` where each call may choose.
    let shape: [Int?]
    private let padID: Int32

    /// The inputs of a tower, all of which must be known.
    static func all(of model: CompiledModel, _ file: String, padID: Int32) throws(ModelError) -> [TextInput] {
        let inputs = Role.allCases.compactMap { role in
            model.input(named: role.rawValue).map {
                TextInput(role: role, type: $0.type, shape: $0.shape, padID: padID)
            }
        }
        guard inputs.count == model.inputs.count, inputs.contains(where: { [.ids, .openCLIPIDs].contains($0.role) })
        else {
            throw ModelError(
                .unsupported,
                """
                \(file) expects the inputs \(model.inputs.map(\.name)), not all of which are known: choose a model that \
                takes input_ids or text, and perhaps attention_mask, position_ids, token_type_ids
                """)
        }
        for input in inputs
        where ![I32, I64].contains(input.type) || input.shape.count != 2 || input.shape[0] ?? 1 != 1
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
        var tensor = try Tensor(type, shape: [texts.count, length])
        if type == I64 {
            try tensor.write(as: Int64.self) { fill($0, texts, length) }
        } else {
            try tensor.write(as: Int32.self) { fill($0, texts, length) }
        }
        return tensor
    }

    private func fill<Value: FixedWidthInteger>(
        _ values: UnsafeMutableBufferPointer<Value>, _ texts: [[Int32]], _ length: Int
    ) {
        for (row, ids) in texts.enumerated() {
            for place in 0..<length { values[row * length + place] = Value(value(place, ids)) }
        }
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
