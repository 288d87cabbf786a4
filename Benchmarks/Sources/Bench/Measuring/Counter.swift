import Synchronization

/// Counts, from many threads.
final class Counter: Sendable {
    private let value = Atomic(0)

    /// 0, then 1, and so on.
    func next() -> Int { value.add(1, ordering: .relaxed).oldValue }
}
