import COpenVINO

/// Fails with OpenVINO's own words.
func check(_ status: ov_status_e) throws {
    if status.rawValue != 0 {
        throw Failure("OpenVINO: " + (ov_get_error_info(status).map { String(cString: $0) } ?? "\(status.rawValue)"))
    }
}

/// A handle that a call fills in.
func made(_ make: (inout OpaquePointer?) -> ov_status_e) throws -> OpaquePointer {
    var handle: OpaquePointer?
    try check(make(&handle))
    guard let handle else { throw Failure("OpenVINO made nothing") }
    return handle
}
