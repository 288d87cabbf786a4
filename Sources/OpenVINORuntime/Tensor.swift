import COpenVINO

/// Memory that a request reads its input from.
package struct Tensor: ~Copyable {
    fileprivate let handle: OpaquePointer

    /// Floats, to be written with ``write(_:)``.
    package init(floats shape: [Int]) throws(OpenVINOError) { handle = try Self.allocate(F32, shape) }

    /// Whole numbers: of 64 bits each where the type is `int64`, else of 32.
    package static func integers(
        _ values: [Int32], as type: ElementType, shape: [Int]
    ) throws(OpenVINOError) -> Tensor {
        let tensor = Tensor(owning: try allocate(type == .int64 ? I64 : I32, shape))
        if type == .int64 {
            _ = try tensor.elements(as: Int64.self).update(from: values.lazy.map(Int64.init))
        } else {
            _ = try tensor.elements(as: Int32.self).update(from: values)
        }
        return tensor
    }

    private static func allocate(
        _ type: ov_element_type_e, _ dimensions: [Int]
    ) throws(OpenVINOError) -> OpaquePointer {
        var shape = ov_shape_t()
        try OpenVINOError.check(ov_shape_create(Int64(dimensions.count), dimensions.map(Int64.init), &shape))
        defer { ov_shape_free(&shape) }
        return try OpenVINOError.handle { ov_tensor_create(type, shape, &$0) }
    }

    /// Takes over a handle, and frees it in the end.
    fileprivate init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { ov_tensor_free(handle) }

    /// Lets `body` write the values of a tensor of floats.
    package mutating func write(_ body: (UnsafeMutableBufferPointer<Float>) -> Void) throws(OpenVINOError) {
        body(try elements(as: Float.self))
    }

    /// A copy of the values of a tensor of floats.
    package borrowing func floats() throws(OpenVINOError) -> [Float] { Array(try elements(as: Float.self)) }

    private borrowing func elements<Element: BitwiseCopyable>(
        as type: Element.Type
    ) throws(OpenVINOError) -> UnsafeMutableBufferPointer<Element> {
        var bytes = 0
        try OpenVINOError.check(ov_tensor_get_byte_size(handle, &bytes))
        var count = 0
        try OpenVINOError.check(ov_tensor_get_size(handle, &count))
        precondition(bytes == count * MemoryLayout<Element>.stride, "a tensor was read as another type")
        var data: UnsafeMutableRawPointer?
        try OpenVINOError.check(ov_tensor_data(handle, &data))
        return UnsafeMutableBufferPointer(
            start: data?.assumingMemoryBound(to: Element.self), count: data == nil ? 0 : count)
    }
}

extension InferRequest {
    /// Sets the input of a name; the request keeps its memory alive.
    package func setInput(_ name: String, _ tensor: borrowing Tensor) throws(OpenVINOError) {
        try OpenVINOError.check(ov_infer_request_set_tensor(handle, name, tensor.handle))
    }

    /// The output of a name, valid until the next run.
    package func output(_ name: String) throws(OpenVINOError) -> Tensor {
        Tensor(owning: try OpenVINOError.handle { ov_infer_request_get_tensor(handle, name, &$0) })
    }
}
