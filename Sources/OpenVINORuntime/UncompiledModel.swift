import COpenVINO

/// A model as it stands in its file, before it is compiled.
struct Model: ~Copyable {
    fileprivate let handle: OpaquePointer
    let inputs: [Port]

    fileprivate init(owning handle: OpaquePointer) throws(OpenVINOError) {
        do throws(OpenVINOError) {
            inputs = try Port.all(of: handle, ov_model_inputs_size, ov_model_const_input_by_index)
        } catch {
            ov_model_free(handle)
            throw error
        }
        self.handle = handle
    }

    deinit { ov_model_free(handle) }

    /// Fixes the shape of the only input.
    borrowing func reshape(_ shape: [Int]) throws(OpenVINOError) {
        var partial = ov_partial_shape_t()
        try OpenVINOError.check(
            ov_partial_shape_create_static(Int64(shape.count), shape.map(Int64.init), &partial))
        defer { ov_partial_shape_free(&partial) }
        try OpenVINOError.check(ov_model_reshape_single_input(handle, partial))
    }
}

extension Core {
    /// Reads a model file, to be changed before it is compiled.
    func read(_ path: String) throws(OpenVINOError) -> Model {
        try Model(
            owning: withHandle { core throws(OpenVINOError) in
                try OpenVINOError.handle { ov_core_read_model(core, path, nil, &$0) }
            })
    }

    /// Makes a model ready to run; this takes a second or more, so never on the cooperative pool.
    func compile(_ model: borrowing Model, properties: [String: String]) throws(OpenVINOError) -> CompiledModel {
        let source = model.handle
        return try compile(properties) { core, count, list, compiled in
            ov_core_compile_model_props(core, source, "CPU", count, list, &compiled)
        }
    }

    /// Makes a model file ready to run, without reading it when the cache folder holds it compiled.
    func compile(_ path: String, properties: [String: String]) throws(OpenVINOError) -> CompiledModel {
        try compile(properties) { core, count, list, compiled in
            ov_core_compile_model_from_file_props(core, path, "CPU", count, list, &compiled)
        }
    }
}
