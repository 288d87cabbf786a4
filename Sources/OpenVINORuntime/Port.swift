import COpenVINO

/// An input or output of a model.
package struct Port: Sendable {
    /// One of its names: optimisation may have given it several, and any of them finds it.
    package let name: String
    /// What its numbers are.
    package let type: ElementType
    /// `nil` for a dimension that each call may choose.
    package let shape: [Int?]

    /// Takes over a handle, and frees it.
    init(owning handle: OpaquePointer) throws(OpenVINOError) {
        defer { ov_output_const_port_free(handle) }
        var text: UnsafeMutablePointer<CChar>?
        try OpenVINOError.check(ov_port_get_any_name(handle, &text))
        name = text.map { String(cString: $0) } ?? ""
        ov_free(text)
        var type = ov_element_type_e(rawValue: 0)
        try OpenVINOError.check(ov_port_get_element_type(handle, &type))
        self.type = ElementType(type)
        var partial = ov_partial_shape_t()
        try OpenVINOError.check(ov_port_get_partial_shape(handle, &partial))
        defer { ov_partial_shape_free(&partial) }
        let dimensions = UnsafeBufferPointer(
            start: partial.dims, count: partial.dims == nil ? 0 : Int(partial.rank.max))
        shape = dimensions.map { $0.min == $0.max ? Int($0.max) : nil }
    }

    /// All ports that a pair of C calls gives.
    static func all(
        of model: OpaquePointer,
        _ count: (OpaquePointer?, UnsafeMutablePointer<Int>?) -> ov_status_e,
        _ port: (OpaquePointer?, Int, UnsafeMutablePointer<OpaquePointer?>?) -> ov_status_e
    ) throws(OpenVINOError) -> [Port] {
        var size = 0
        try OpenVINOError.check(count(model, &size))
        var ports: [Port] = []
        for index in 0..<size { ports.append(try Port(owning: OpenVINOError.handle { port(model, index, &$0) })) }
        return ports
    }
}
