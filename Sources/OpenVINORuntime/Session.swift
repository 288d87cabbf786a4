import COpenVINO

/// A model that is compiled and ready to run.
package final class Session: Sendable {
    // A compiled model may be used from many threads, by OpenVINO's documentation.
    private nonisolated(unsafe) let handle: OpaquePointer
    /// The plug-in lives as long as its models.
    private let runtime: InferenceRuntime
    /// What the model takes and gives.
    package let inputs, outputs: [Port]

    /// Takes over a handle, and frees it in the end.
    init(owning handle: OpaquePointer, of runtime: InferenceRuntime) throws(OpenVINOError) {
        do throws(OpenVINOError) {
            inputs = try Port.all(of: handle, ov_compiled_model_inputs_size, ov_compiled_model_input_by_index)
            outputs = try Port.all(of: handle, ov_compiled_model_outputs_size, ov_compiled_model_output_by_index)
        } catch {
            ov_compiled_model_free(handle)
            throw error
        }
        self.handle = handle
        self.runtime = runtime
    }

    deinit { ov_compiled_model_free(handle) }

    /// The input that bears a name, perhaps beside others; `nil` when there is none.
    package func input(named name: String) -> Port? {
        try? Port(owning: OpenVINOError.handle { ov_compiled_model_input_by_name(handle, name, &$0) })
    }

    /// The output that bears a name, perhaps beside others; `nil` when there is none.
    package func output(named name: String) -> Port? {
        try? Port(owning: OpenVINOError.handle { ov_compiled_model_output_by_name(handle, name, &$0) })
    }

    /// Memory for one run at a time.
    package func makeRequest() throws(OpenVINOError) -> InferRequest {
        try InferRequest(owning: OpenVINOError.handle { ov_compiled_model_create_infer_request(handle, &$0) }, of: self)
    }

    /// How many requests keep the processor busy; at least 1.
    package var requestCount: Int { max(1, property("OPTIMAL_NUMBER_OF_INFER_REQUESTS").flatMap { Int($0) } ?? 1) }

    /// Whether it was read from the cache folder, its weights mapped from there.
    package var isFromCache: Bool { property("LOADED_FROM_CACHE") == "YES" }

    private func property(_ key: String) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard ov_compiled_model_get_property(handle, key, &value).rawValue == 0, let value else { return nil }
        defer { ov_free(value) }
        return String(cString: value)
    }
}
