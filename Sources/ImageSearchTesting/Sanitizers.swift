import Platform
public import Testing

/// Whether the tests are compiled for a sanitizer (`make test-sanitized`).
public var isSanitized: Bool { sanitizer_is_used() }

extension Trait where Self == ConditionTrait {
    /// Leaves out, under a sanitizer, what measures memory or meets a limit of it: the sanitizer's own would count.
    public static var unlessSanitized: Self { .disabled(if: isSanitized, "a sanitizer has memory of its own") }
}
