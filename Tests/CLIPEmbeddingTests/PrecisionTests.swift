import ImageSearch
import ModelPackages
import Testing

@testable import CLIPEmbedding

struct PrecisionTests {
    struct Case: Sendable {
        var wanted: Precision
        var allowed: [String]?
        var capabilities: [String]
        /// `nil` when it is refused.
        var effective: Precision?
    }

    @Test(arguments: [
        Case(wanted: .auto, allowed: nil, capabilities: ["FP32", "BF16"], effective: .bf16),
        Case(wanted: .auto, allowed: ["f32"], capabilities: ["FP32", "BF16"], effective: .f32),
        Case(wanted: .auto, allowed: ["f32", "bf16"], capabilities: ["FP32", "BF16"], effective: .bf16),
        Case(wanted: .auto, allowed: nil, capabilities: ["FP32"], effective: .f32),
        Case(wanted: .int8, allowed: nil, capabilities: ["FP32", "BF16"], effective: .bf16),
        Case(wanted: .int8, allowed: ["f32"], capabilities: ["FP32", "BF16"], effective: .f32),
        Case(wanted: .int8, allowed: nil, capabilities: ["FP32"], effective: .f32),
        Case(wanted: .f32, allowed: nil, capabilities: ["FP32", "BF16"], effective: .f32),
        Case(wanted: .bf16, allowed: nil, capabilities: ["FP32", "BF16"], effective: .bf16),
        Case(wanted: .bf16, allowed: ["f32"], capabilities: ["FP32", "BF16"], effective: nil),
        Case(wanted: .bf16, allowed: nil, capabilities: ["FP32"], effective: nil),
    ])
    func `the precision follows processor and model`(_ given: Case) throws {
        let found = Result { () throws(ModelError) in
            try given.wanted.effective(allowed: given.allowed, capabilities: given.capabilities)
        }
        switch (found, given.effective) {
        case (.success(let precision), let expected?): #expect(precision == expected)
        case (.failure(let error), nil):
            #expect(error.code == .precision && error.hint == .precision)
        default: Issue.record("\(found)")
        }
    }
}
