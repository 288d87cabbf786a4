import COpenVINO
import Synchronization

/// One run of a model at a time, with its own memory.
///
/// It may move between tasks; a ``RequestPool`` hands it to one at a time.
final class InferRequest: Sendable {
    // Only the holder of the request uses it, see above.
    nonisolated(unsafe) let handle: OpaquePointer
    private let model: CompiledModel
    /// OpenVINO keeps the pointer, not a copy: it must live as long as the request.
    private nonisolated(unsafe) let callback: UnsafeMutablePointer<ov_callback_t>
    private let waiting: Waiting

    /// Who is to be told when the run is over; the callback holds it, so that it needs not hold the request.
    private final class Waiting: Sendable {
        private let continuation = Mutex<CheckedContinuation<ov_status_e, Never>?>(nil)

        func set(_ new: CheckedContinuation<ov_status_e, Never>) { continuation.withLock { $0 = new } }

        func resume(_ status: ov_status_e) {
            continuation.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }?.resume(returning: status)
        }
    }

    /// Takes over a handle, and frees it in the end.
    init(owning handle: OpaquePointer, of model: CompiledModel) throws(OpenVINOError) {
        self.handle = handle
        self.model = model
        waiting = Waiting()
        callback = .allocate(capacity: 1)
        callback.initialize(
            to: ov_callback_t(
                callback_func: { context in
                    guard let context else { return }
                    Unmanaged<Waiting>.fromOpaque(context).takeUnretainedValue().resume(ov_status_e(rawValue: 0))
                }, args: Unmanaged.passUnretained(waiting).toOpaque()))
        try OpenVINOError.check(ov_infer_request_set_callback(handle, callback))
    }

    deinit {
        ov_infer_request_free(handle)
        callback.deallocate()
    }

    /// Runs the model on the inputs that were set, without holding a thread.
    func run() async throws(OpenVINOError) {
        let started = await withCheckedContinuation { continuation in
            waiting.set(continuation)
            let status = ov_infer_request_start_async(handle)
            if status.rawValue != 0 { waiting.resume(status) }
        }
        try OpenVINOError.check(started)
        // The callback tells of no fault; this does, and returns at once.
        try OpenVINOError.check(ov_infer_request_wait(handle))
    }
}
