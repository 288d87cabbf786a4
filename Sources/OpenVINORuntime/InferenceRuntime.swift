import COpenVINO
import Foundation

/// OpenVINO's runtime with its plug-in for the processor: reads models and compiles them into sessions.
///
/// ```swift
/// let runtime = try InferenceRuntime(cache: CompiledModelCache(folder: "data/cache"))
/// let session = try runtime.compile("visual/model.onnx", SessionOptions(.latency, .f32))
/// let request = try session.makeRequest()
/// try request.setInput("image", Tensor(floats: [1, 3, 224, 224]))
/// try request.run()
/// let embedding = try request.output("embedding").floats()
/// ```
///
/// Every call may block for a second and more: never on the cooperative pool.
package final class InferenceRuntime: Sendable {
    // A core may be used from many threads, by OpenVINO's documentation.
    private nonisolated(unsafe) let handle: OpaquePointer
    /// Where compiled models are kept.
    package let cache: CompiledModelCache

    /// Loads the plug-in.
    package init(cache: CompiledModelCache) throws(OpenVINOError) {
        handle = try OpenVINOError.handle { ov_core_create(&$0) }
        self.cache = cache
    }

    deinit { ov_core_free(handle) }

    /// Tells this runtime from other versions of it; empty when it does not say.
    package static var version: String {
        var version = ov_version_t()
        guard ov_get_openvino_version(&version).rawValue == 0 else { return "" }
        defer { ov_version_free(&version) }
        return version.buildNumber.map { String(cString: $0) } ?? ""
    }

    /// What the processor does well: `FP32`, `BF16`, `INT8` and others.
    package func capabilities() throws(OpenVINOError) -> [String] {
        var value: UnsafeMutablePointer<CChar>?
        try OpenVINOError.check(ov_core_get_property(handle, "CPU", "OPTIMIZATION_CAPABILITIES", &value))
        guard let value else { return [] }
        defer { ov_free(value) }
        return String(cString: value).split { " ,".contains($0) }.map(String.init)
    }

    /// Reads a model file, to be changed before it is compiled.
    package func read(_ path: String) throws(OpenVINOError) -> UncompiledModel {
        try UncompiledModel(owning: OpenVINOError.handle { ov_core_read_model(handle, path, nil, &$0) })
    }

    /// Makes a model ready to run.
    package func compile(
        _ model: borrowing UncompiledModel, _ options: SessionOptions
    ) throws(OpenVINOError) -> Session {
        let source = model.handle
        return try compile(options) { core, count, list, compiled in
            ov_core_compile_model_props(core, source, "CPU", count, list, &compiled)
        }
    }

    /// Makes a model file ready to run, without reading it when the cache holds it compiled.
    package func compile(_ path: String, _ options: SessionOptions) throws(OpenVINOError) -> Session {
        try compile(options) { core, count, list, compiled in
            ov_core_compile_model_from_file_props(core, path, "CPU", count, list, &compiled)
        }
    }

    private typealias CompileCall = (OpaquePointer, Int, [ov_property_t], inout OpaquePointer?) -> ov_status_e

    /// Compiles, and when that has filled the cache, once more from there: weights that are mapped from a file need not
    /// stay in memory, those that were read from ONNX do.
    private func compile(_ options: SessionOptions, _ call: CompileCall) throws(OpenVINOError) -> Session {
        try cache.withLock { () throws(OpenVINOError) in
            let session = try compileOnce(options, call)
            return cache.folder == nil || session.isFromCache ? session : try compileOnce(options, call)
        }
    }

    /// Keys are given as text because the header's `ov_property_key_*` are mutable variables, which Swift refuses.
    private func compileOnce(_ options: SessionOptions, _ call: CompileCall) throws(OpenVINOError) -> Session {
        let strings = options.properties(cacheFolder: cache.folder).map { (strdup($0.key), strdup($0.value)) }
        defer {
            for (key, value) in strings {
                free(key)
                free(value)
            }
        }
        let list = strings.map { ov_property_t(key: $0, value: $1) }
        return try Session(owning: OpenVINOError.handle { call(handle, list.count, list, &$0) }, of: self)
    }
}
