import Synchronization

/// Counts, from many threads.
final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    /// 0, then 1, and so on.
    func next() -> Int { count.add(1, ordering: .relaxed).oldValue }

    func set(_ value: Int) { count.store(value, ordering: .relaxed) }
}
