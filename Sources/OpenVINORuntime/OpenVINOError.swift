import COpenVINO

/// What OpenVINO said of a call that failed.
package struct OpenVINOError: Error, CustomStringConvertible {
    package let description: String

    /// Turns a status into an error, unless it says that all is well.
    static func check(_ status: ov_status_e) throws(OpenVINOError) {
        guard status.rawValue != 0 else { return }
        var text = ov_get_error_info(status).map { String(cString: $0) } ?? "status \(status.rawValue)"
        if let detail = ov_get_last_err_msg() {
            text += ": " + String(cString: detail)
            ov_free(detail)
        }
        throw OpenVINOError(description: text)
    }

    /// Takes the handle that a call has made.
    static func handle(
        _ make: (inout OpaquePointer?) -> ov_status_e
    ) throws(OpenVINOError) -> OpaquePointer {
        var handle: OpaquePointer?
        try check(make(&handle))
        guard let handle else { throw OpenVINOError(description: "a call made nothing") }
        return handle
    }
}
