import COpenVINO

/// One run of a session at a time, with its own memory.
///
/// It may move between threads, but only one may use it at a time: whoever makes it hands it to a thread of its own.
package final class InferRequest: Sendable {
    // Only the holder of the request uses it, see above.
    nonisolated(unsafe) let handle: OpaquePointer
    private let session: Session

    /// Takes over a handle, and frees it in the end.
    init(owning handle: OpaquePointer, of session: Session) {
        self.handle = handle
        self.session = session
    }

    deinit { ov_infer_request_free(handle) }

    /// Runs the model on the inputs that were set, blocking: the thread that waits here is woken by the runtime itself,
    /// where a callback would wake Swift's pool first.
    package func run() throws(OpenVINOError) { try OpenVINOError.check(ov_infer_request_infer(handle)) }
}
