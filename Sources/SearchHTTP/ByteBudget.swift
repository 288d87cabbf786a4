import Synchronization

/// How many bytes all requests together may hold.
final class ByteBudget: Sendable {
    private let limit: Int
    private let held = Mutex(0)

    /// Sets the limit.
    init(limit: Int) { self.limit = limit }

    /// Takes bytes from the budget; `false` when not so many are left.
    func reserve(_ count: Int) -> Bool {
        held.withLock { held in
            guard held + count <= limit else { return false }
            held += count
            return true
        }
    }

    /// Gives bytes back.
    func release(_ count: Int) { held.withLock { $0 -= count } }
}
