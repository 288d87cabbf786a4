import COpenVINO

/// What the numbers of a port are, as far as towers use them.
package enum ElementType: Sendable {
    case float32, int32, int64
    /// Another, which no tensor is made of here.
    case other

    init(_ type: ov_element_type_e) {
        self =
            switch type {
            case F32: .float32
            case I32: .int32
            case I64: .int64
            default: .other
            }
    }
}
