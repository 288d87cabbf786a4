import COpenVINO
import Foundation

/// The machine that is measured: figures from two of them are not comparable.
enum Machine {
    /// The processor's name.
    static var processor: String {
        field("model name") ?? field("CPU implementer").map { "implementer \($0)" } ?? "unknown"
    }

    /// Those of the processor's instruction sets that inference depends on.
    static var instructionSets: [String] {
        let flags = Set((field("flags") ?? field("Features") ?? "").split(separator: " ").map(String.init))
        return inferenceSets.filter(flags.contains)
    }

    /// As Linux names them; on x86-64, then on Arm.
    private static let inferenceSets = [
        "avx2", "avx512f", "avx_vnni", "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx_bf16", "amx_int8",
        "asimd", "asimddp", "i8mm", "bf16", "sve", "sve2",
    ]

    /// What OpenVINO says that the processor computes well, such as FP32 and BF16.
    static func capabilities() throws -> [String] {
        let core = try made { ov_core_create(&$0) }
        defer { ov_core_free(core) }
        var value: UnsafeMutablePointer<CChar>?
        try check(ov_core_get_property(core, "CPU", "OPTIMIZATION_CAPABILITIES", &value))
        defer { ov_free(value) }
        return value.map { String(cString: $0).split(separator: " ").map(String.init) } ?? []
    }

    /// Everything that figures depend on beside the program, for the report.
    static func description(of setup: Setup) throws -> [String: String] {
        var load = [0.0]
        getloadavg(&load, 1)
        return [
            "processor": processor, "cores": "\(cores)", "instruction sets": instructionSets.joined(separator: " "),
            "OpenVINO computes": try capabilities().joined(separator: " "),
            "precision": setup.precision, "model": setup.model,
            "load before": number(load[0]), "date": ISO8601DateFormatter().string(from: Date()),
        ]
    }

    /// The first value of a name in /proc/cpuinfo.
    private static func field(_ name: String) -> String? {
        let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = info.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
