import COpenVINO

/// One run of a model at a time, with its own memory.
///
/// It may move between threads; a ``Scheduling/WorkQueue`` gives it to one only.
final class InferRequest: Sendable {
    // Only the holder of the request uses it, see above.
    nonisolated(unsafe) let handle: OpaquePointer
    private let model: CompiledModel

    /// Takes over a handle, and frees it in the end.
    init(owning handle: OpaquePointer, of model: CompiledModel) {
        self.handle = handle
        self.model = model
    }

    deinit { ov_infer_request_free(handle) }

    /// Runs the model on the inputs that were set, blocking: the thread that waits here is woken by the runtime itself,
    /// where a callback would wake Swift's pool first.
    func run() throws(OpenVINOError) { try OpenVINOError.check(ov_infer_request_infer(handle)) }
}
