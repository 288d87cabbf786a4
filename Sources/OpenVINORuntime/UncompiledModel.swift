import COpenVINO

/// A model as it stands in its file, to be changed before it is compiled.
package struct UncompiledModel: ~Copyable {
    let handle: OpaquePointer
    /// What the model takes.
    package let inputs: [Port]

    /// Takes over a handle, and frees it in the end.
    init(owning handle: OpaquePointer) throws(OpenVINOError) {
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
    package borrowing func reshape(_ shape: [Int]) throws(OpenVINOError) {
        var partial = ov_partial_shape_t()
        try OpenVINOError.check(
            ov_partial_shape_create_static(Int64(shape.count), shape.map(Int64.init), &partial))
        defer { ov_partial_shape_free(&partial) }
        try OpenVINOError.check(ov_model_reshape_single_input(handle, partial))
    }
}
