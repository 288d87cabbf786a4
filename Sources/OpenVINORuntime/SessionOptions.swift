/// How a model is compiled.
package struct SessionOptions: Sendable {
    /// What a session is best at.
    package enum Goal: String, Sendable {
        /// One run at a time, as fast as it can be.
        case latency = "LATENCY"
        /// As many runs at once as the processor does best.
        case throughput = "THROUGHPUT"
    }

    /// The arithmetic of floats, always set: OpenVINO's own choice differs from machine to machine.
    package enum Arithmetic: String, Sendable { case f32, bf16 }

    /// What the session is best at.
    package var goal: Goal
    /// In what floats are computed.
    package var arithmetic: Arithmetic

    /// Names both.
    package init(_ goal: Goal, _ arithmetic: Arithmetic) {
        self.goal = goal
        self.arithmetic = arithmetic
    }

    /// As OpenVINO takes them.
    func properties(cacheFolder: String?) -> [String: String] {
        var properties = [
            "INFERENCE_PRECISION_HINT": arithmetic.rawValue,
            "PERFORMANCE_HINT": goal.rawValue,
            // Weights stored as int8 (the demo's) would else be multiplied in int8, with cosines down to 0.9997.
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0",
            // A thread that may change its processor makes room more readily (docs/decisions/0023).
            "ENABLE_CPU_PINNING": "NO",
        ]
        properties["CACHE_DIR"] = cacheFolder
        return properties
    }
}
