import COpenVINO

/// A model that is ready to run.
final class CompiledModel: Sendable {
    /// An input or output of a model.
    struct Port: Sendable {
        let name: String
        let type: ov_element_type_e
        /// `nil` for a dimension that each call may choose.
        let shape: [Int?]
    }

    // A compiled model may be used from many threads, by OpenVINO's documentation.
    private nonisolated(unsafe) let handle: OpaquePointer
    /// The plug-in lives as long as its models.
    private let core: Core
    let inputs, outputs: [Port]

    /// Takes over a handle, and frees it in the end.
    init(owning handle: OpaquePointer, core: Core) throws(OpenVINOError) {
        do throws(OpenVINOError) {
            inputs = try Self.ports(handle, ov_compiled_model_inputs_size, ov_compiled_model_input_by_index)
            outputs = try Self.ports(handle, ov_compiled_model_outputs_size, ov_compiled_model_output_by_index)
        } catch {
            ov_compiled_model_free(handle)
            throw error
        }
        self.handle = handle
        self.core = core
    }

    deinit { ov_compiled_model_free(handle) }

    func makeRequest() throws(OpenVINOError) -> InferRequest {
        try InferRequest(owning: OpenVINOError.handle { ov_compiled_model_create_infer_request(handle, &$0) }, of: self)
    }

    /// The value of a property, such as `NUM_STREAMS`.
    func property(_ key: String) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard ov_compiled_model_get_property(handle, key, &value).rawValue == 0, let value else { return nil }
        defer { ov_free(value) }
        return String(cString: value)
    }

    /// How many requests keep the processor busy.
    var requestCount: Int { max(1, property("OPTIMAL_NUMBER_OF_INFER_REQUESTS").flatMap { Int($0) } ?? 1) }

    private static func ports(
        _ model: OpaquePointer,
        _ count: (OpaquePointer?, UnsafeMutablePointer<Int>?) -> ov_status_e,
        _ port: (OpaquePointer?, Int, UnsafeMutablePointer<OpaquePointer?>?) -> ov_status_e
    ) throws(OpenVINOError) -> [Port] {
        var size = 0
        try OpenVINOError.check(count(model, &size))
        var ports: [Port] = []
        for index in 0..<size {
            let handle = try OpenVINOError.handle { port(model, index, &$0) }
            defer { ov_output_const_port_free(handle) }
            ports.append(try Port(handle))
        }
        return ports
    }
}

extension CompiledModel.Port {
    fileprivate init(_ handle: OpaquePointer) throws(OpenVINOError) {
        var text: UnsafeMutablePointer<CChar>?
        try OpenVINOError.check(ov_port_get_any_name(handle, &text))
        name = text.map { String(cString: $0) } ?? ""
        ov_free(text)
        var type = ov_element_type_e(rawValue: 0)
        try OpenVINOError.check(ov_port_get_element_type(handle, &type))
        self.type = type
        var partial = ov_partial_shape_t()
        try OpenVINOError.check(ov_port_get_partial_shape(handle, &partial))
        defer { ov_partial_shape_free(&partial) }
        let dimensions = UnsafeBufferPointer(
            start: partial.dims, count: partial.dims == nil ? 0 : Int(partial.rank.max))
        shape = dimensions.map { $0.min == $0.max ? Int($0.max) : nil }
    }
}
