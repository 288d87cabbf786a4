import ImageSearch
import ModelPackages

/// The arithmetic of the towers; it is always set, because OpenVINO's own choice differs from machine to machine.
public enum Precision: String, Sendable, CaseIterable {
    /// `bf16` where the processor computes it and the model's config.json allows it, else `f32`; never `int8`.
    case auto
    /// 32-bit floating point, as the model was trained.
    case f32
    /// 16-bit floating point with the range of 32: about twice as fast, with cosines above 0.99 to f32 in CLIP.
    case bf16
    /// The towers that `scripts/quantize` made of the model and put into its folder `int8/`; what is not quantised in
    /// them is computed as with `auto`.
    case int8

    /// The precision in which floats are really computed, given those that the model's config.json lists (all when it lists none) and
    /// what the processor does well, as OpenVINO calls it.
    func effective(allowed: [String]?, capabilities: [String]) throws(ModelError) -> Precision {
        let modelAllows = allowed?.contains("bf16") ?? true
        let processorComputes = capabilities.contains("BF16")
        switch self {
        case .f32: return .f32
        case .auto, .int8: return modelAllows && processorComputes ? .bf16 : .f32
        case .bf16:
            guard modelAllows else {
                throw ModelError(
                    .precision, "the model's config.json does not allow bf16", hint: .precision)
            }
            guard processorComputes else {
                throw ModelError(.precision, "this processor does not compute bf16", hint: .precision)
            }
            return .bf16
        }
    }
}
