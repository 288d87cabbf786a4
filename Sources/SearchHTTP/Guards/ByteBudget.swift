import ImageSearch
import Synchronization

/// How many bytes all requests together may hold.
final class ByteBudget: Sendable {
    private let limit: Int
    private let held = Mutex(0)

    /// Sets the limit.
    init(limit: Int) { self.limit = limit }

    /// Takes bytes from the budget.
    ///
    /// - Throws: ``Overloaded`` when not so many are left.
    func reserve(_ count: Int) throws(Overloaded) {
        let isTaken = held.withLock { held in
            guard count <= limit - held else { return false }
            held += count
            return true
        }
        guard isTaken else { throw Overloaded("Too much is being taken in. Try again shortly.") }
    }

    /// Gives bytes back.
    func release(_ count: Int) { held.withLock { $0 -= count } }

    /// Counts bytes as held while work goes on.
    func holding<Value>(_ count: Int, _ work: () async throws -> Value) async throws -> Value {
        try reserve(count)
        defer { release(count) }
        return try await work()
    }
}
