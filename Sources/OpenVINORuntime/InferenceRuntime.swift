import COpenVINO
import Foundation

/// OpenVINO's runtime with its plug-in for the processor.
final class Core: Sendable {
    // A core may be used from many threads, by OpenVINO's documentation.
    private nonisolated(unsafe) let handle: OpaquePointer

    init() throws(OpenVINOError) { handle = try OpenVINOError.handle { ov_core_create(&$0) } }

    deinit { ov_core_free(handle) }

    /// Lends the handle for a call.
    func withHandle<Result>(_ body: (OpaquePointer) throws(OpenVINOError) -> Result) throws(OpenVINOError) -> Result {
        try body(handle)
    }

    /// What the processor does well: `FP32`, `BF16`, `INT8` and others.
    func capabilities() throws(OpenVINOError) -> [String] {
        var value: UnsafeMutablePointer<CChar>?
        try OpenVINOError.check(ov_core_get_property(handle, "CPU", "OPTIMIZATION_CAPABILITIES", &value))
        guard let value else { return [] }
        defer { ov_free(value) }
        return String(cString: value).split { " ,".contains($0) }.map(String.init)
    }

    /// Hands the properties to a call that compiles.
    ///
    /// Keys are given as text because the header's `ov_property_key_*` are mutable variables, which Swift refuses.
    func compile(
        _ properties: [String: String],
        _ call: (OpaquePointer, Int, [ov_property_t], inout OpaquePointer?) -> ov_status_e
    ) throws(OpenVINOError) -> CompiledModel {
        let strings = properties.map { (strdup($0.key), strdup($0.value)) }
        defer {
            for (key, value) in strings {
                free(key)
                free(value)
            }
        }
        let list = strings.map { ov_property_t(key: $0, value: $1) }
        let model = try OpenVINOError.handle { call(handle, list.count, list, &$0) }
        return try CompiledModel(owning: model, core: self)
    }
}
