import COpenVINO

/// Memory that a request reads its input from.
struct Tensor: ~Copyable {
    fileprivate let handle: OpaquePointer

    init(_ type: ov_element_type_e, shape: [Int]) throws(OpenVINOError) {
        handle = try Self.withShape(shape) { shape throws(OpenVINOError) in
            try OpenVINOError.handle { ov_tensor_create(type, shape, &$0) }
        }
    }

    /// Takes over a handle, and frees it in the end.
    fileprivate init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { ov_tensor_free(handle) }

    borrowing func elementCount() throws(OpenVINOError) -> Int {
        var count = 0
        try OpenVINOError.check(ov_tensor_get_size(handle, &count))
        return count
    }

    /// Lets `body` write the values; `Element` must be the Swift type of the tensor's own.
    mutating func write<Element: BitwiseCopyable>(
        as type: Element.Type, _ body: (UnsafeMutableBufferPointer<Element>) -> Void
    ) throws(OpenVINOError) { body(try elements()) }

    /// A copy of the values.
    borrowing func read<Element: BitwiseCopyable>(as type: Element.Type) throws(OpenVINOError) -> [Element] {
        Array(try elements())
    }

    private borrowing func elements<Element: BitwiseCopyable>() throws(OpenVINOError)
        -> UnsafeMutableBufferPointer<Element>
    {
        var bytes = 0
        try OpenVINOError.check(ov_tensor_get_byte_size(handle, &bytes))
        let count = try elementCount()
        precondition(bytes == count * MemoryLayout<Element>.stride, "a tensor was read as another type")
        var data: UnsafeMutableRawPointer?
        try OpenVINOError.check(ov_tensor_data(handle, &data))
        return UnsafeMutableBufferPointer(
            start: data?.assumingMemoryBound(to: Element.self), count: data == nil ? 0 : count)
    }

    private static func withShape<Result>(
        _ dimensions: [Int], _ body: (ov_shape_t) throws(OpenVINOError) -> Result
    ) throws(OpenVINOError) -> Result {
        var shape = ov_shape_t()
        try OpenVINOError.check(ov_shape_create(Int64(dimensions.count), dimensions.map(Int64.init), &shape))
        defer { ov_shape_free(&shape) }
        return try body(shape)
    }
}

extension InferRequest {
    /// Sets the input of a name; the request keeps its memory alive.
    func setInput(_ name: String, _ tensor: borrowing Tensor) throws(OpenVINOError) {
        try OpenVINOError.check(ov_infer_request_set_tensor(handle, name, tensor.handle))
    }

    /// The output of a name, valid until the next run.
    func output(_ name: String) throws(OpenVINOError) -> Tensor {
        Tensor(owning: try OpenVINOError.handle { ov_infer_request_get_tensor(handle, name, &$0) })
    }
}
