import COpenVINO
import Foundation

/// OpenVINO with nothing around it: a tower of a model, compiled, to be run from blocking threads.
final class BareTower: Sendable {
    /// How a tower is compiled.
    struct Options: Sendable {
        /// `LATENCY` or `THROUGHPUT`.
        var hint: String
        var precision: String
        /// Fixes the shape of the only input; `nil` leaves it as it is in the file.
        var shape: [Int]?
    }

    // OpenVINO's core and compiled models may be used from many threads.
    private nonisolated(unsafe) let core: OpaquePointer
    private nonisolated(unsafe) let compiled: OpaquePointer
    /// How many requests keep the processor busy, says OpenVINO.
    let requestCount: Int

    init(_ file: String, _ options: Options) throws {
        let core = try made { ov_core_create(&$0) }
        self.core = core
        let model = try made { ov_core_read_model(core, file, nil, &$0) }
        defer { ov_model_free(model) }
        if let shape = options.shape { try reshape(model, shape) }
        let compiled = try Self.compile(model, on: core, options)
        self.compiled = compiled
        var value: UnsafeMutablePointer<CChar>?
        try check(ov_compiled_model_get_property(compiled, "OPTIMAL_NUMBER_OF_INFER_REQUESTS", &value))
        requestCount = value.flatMap { Int(String(cString: $0)) } ?? 1
        ov_free(value)
    }

    deinit {
        ov_compiled_model_free(compiled)
        ov_core_free(core)
    }

    /// A request whose inputs are filled with plausible values: so many texts of so many tokens, where the model leaves
    /// that open.
    func request(batch: Int = 1, length: Int = 77) throws -> BareRequest {
        var count = 0
        try check(ov_compiled_model_inputs_size(compiled, &count))
        let inputs = try (0..<count).map { index in
            try BareInput(owning: made { ov_compiled_model_input_by_index(compiled, index, &$0) })
        }
        let request = BareRequest(owning: try made { ov_compiled_model_create_infer_request(compiled, &$0) })
        for input in inputs { try request.fill(input, batch: batch, length: length) }
        return request
    }

    private static func compile(_ model: OpaquePointer, on core: OpaquePointer, _ options: Options) throws
        -> OpaquePointer
    {
        // The program's own properties: see TowerLoader.
        let wanted: [String: String] = [
            "INFERENCE_PRECISION_HINT": options.precision, "PERFORMANCE_HINT": options.hint,
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0",
        ]
        let texts = wanted.map { (strdup($0.key), strdup($0.value)) }
        defer {
            for (key, value) in texts {
                free(key)
                free(value)
            }
        }
        let properties = texts.map { ov_property_t(key: $0, value: $1) }
        return try made { ov_core_compile_model_props(core, model, "CPU", properties.count, properties, &$0) }
    }
}

/// A run of a tower, with its own memory.
final class BareRequest: Sendable {
    // Each is used by one thread at a time.
    private nonisolated(unsafe) let handle: OpaquePointer

    fileprivate init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { ov_infer_request_free(handle) }

    /// Runs the tower, blocking.
    func run() throws { try check(ov_infer_request_infer(handle)) }

    /// Pictures get noise; texts get ids within any vocabulary, masks ones.
    fileprivate func fill(_ input: BareInput, batch: Int, length: Int) throws {
        let dimensions = input.shape.enumerated().map { $1 ?? ($0 == 0 ? batch : length) }
        var shape = ov_shape_t()
        try check(ov_shape_create(Int64(dimensions.count), dimensions.map(Int64.init), &shape))
        defer { ov_shape_free(&shape) }
        let tensor = try made { ov_tensor_create(input.type, shape, &$0) }
        defer { ov_tensor_free(tensor) }
        var data: UnsafeMutableRawPointer?
        try check(ov_tensor_data(tensor, &data))
        let count = dimensions.reduce(1, *)
        for index in 0..<count {
            switch input.type {
            case F32: data?.storeBytes(of: Float(index * 31 % 256) / 128 - 1, toByteOffset: 4 * index, as: Float.self)
            case I64: data?.storeBytes(of: Int64(input.id(index)), toByteOffset: 8 * index, as: Int64.self)
            default: data?.storeBytes(of: Int32(input.id(index)), toByteOffset: 4 * index, as: Int32.self)
            }
        }
        try check(ov_infer_request_set_tensor(handle, input.name, tensor))
    }
}

/// An input as the model describes it.
private struct BareInput {
    let name: String
    let type: ov_element_type_e
    let shape: [Int?]

    init(owning handle: OpaquePointer) throws {
        defer { ov_output_const_port_free(handle) }
        var text: UnsafeMutablePointer<CChar>?
        try check(ov_port_get_any_name(handle, &text))
        name = text.map { String(cString: $0) } ?? ""
        ov_free(text)
        var type = ov_element_type_e(rawValue: 0)
        try check(ov_port_get_element_type(handle, &type))
        self.type = type
        var partial = ov_partial_shape_t()
        try check(ov_port_get_partial_shape(handle, &partial))
        defer { ov_partial_shape_free(&partial) }
        shape = UnsafeBufferPointer(start: partial.dims, count: Int(partial.rank.max)).map {
            $0.min == $0.max ? Int($0.max) : nil
        }
    }

    func id(_ index: Int) -> Int { name.contains("mask") ? 1 : name.contains("type") ? 0 : 300 + index * 37 % 1000 }
}

private func reshape(_ model: OpaquePointer, _ shape: [Int]) throws {
    var partial = ov_partial_shape_t()
    try check(ov_partial_shape_create_static(Int64(shape.count), shape.map(Int64.init), &partial))
    defer { ov_partial_shape_free(&partial) }
    try check(ov_model_reshape_single_input(model, partial))
}
